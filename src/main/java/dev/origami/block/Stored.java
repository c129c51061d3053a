package dev.origami.block;

import java.io.Closeable;

/**
 * A manifest that no collection takes while this is open. Close it after the transaction that records the manifest (or
 * when it is not wanted after all).
 */
public interface Stored extends Closeable {
    ManifestId id();

    /** Does no I/O and cannot fail; may be called twice. */
    @Override
    void close();
}
