package dev.origami.block;

import java.io.IOException;

/** The store has no such manifest: it was never stored here, or was collected. */
public final class NoSuchManifestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ManifestId manifest;

    public NoSuchManifestException(ManifestId manifest) {
        super("No manifest " + manifest.hex() + " in the block store");
        this.manifest = manifest;
    }

    public ManifestId manifest() {
        return manifest;
    }
}
