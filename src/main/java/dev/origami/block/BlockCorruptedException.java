package dev.origami.block;

import java.io.IOException;

/** A stretch of a disk whose bytes in the store are not those that were stored. */
public final class BlockCorruptedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ManifestId manifest;
    private final long offset;
    private final String chunk;
    private final String pack;
    private final String fault;

    /**
     * @param offset where on the disk the stretch begins
     * @param chunk the SHA-256 that was expected
     * @param pack the pack file's name, or {@code none}
     * @param fault what is wrong, in words
     */
    public BlockCorruptedException(ManifestId manifest, long offset, String chunk, String pack, String fault) {
        super("Disk " + manifest.hex() + " cannot be read at byte " + offset + ": chunk " + chunk + " in pack " + pack
                + ": " + fault);
        this.manifest = manifest;
        this.offset = offset;
        this.chunk = chunk;
        this.pack = pack;
        this.fault = fault;
    }

    public ManifestId manifest() {
        return manifest;
    }

    public long offset() {
        return offset;
    }

    public String chunk() {
        return chunk;
    }

    public String pack() {
        return pack;
    }

    public String fault() {
        return fault;
    }
}
