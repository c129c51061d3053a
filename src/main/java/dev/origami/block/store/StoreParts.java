package dev.origami.block.store;

import dev.origami.config.BlockLimits;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an open store consists of, for those who work in it. */
record StoreParts(
        PackDirectory directory,
        Catalog catalog,
        PackReader reader,
        Manifests manifests,
        Codec codec,
        BlockThreads threads,
        BlockLimits limits,
        AtomicBoolean closing) {
    /** Stops long work when the store is being closed. */
    void requireOpen() throws IOException {
        if (closing.get()) {
            throw new IOException("The block store is being closed");
        }
    }
}
