package dev.origami.block.store;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.ManifestId;
import java.io.IOException;

/** A chunk that the packs do not give back. Who knows the disk turns it into a {@link BlockCorruptedException}. */
final class UnsoundChunkException extends IOException {
    static final String NO_PACK = "none";

    private static final long serialVersionUID = 1L;

    private final String chunk;
    private final String pack;
    private final String fault;

    UnsoundChunkException(ChunkId chunk, String pack, String fault) {
        super("chunk " + chunk.hex() + " in pack " + pack + ": " + fault);
        this.chunk = chunk.hex();
        this.pack = pack;
        this.fault = fault;
    }

    String chunk() {
        return chunk;
    }

    String pack() {
        return pack;
    }

    String fault() {
        return fault;
    }

    BlockCorruptedException on(ManifestId manifest, long offset) {
        return new BlockCorruptedException(manifest, offset, chunk, pack, fault);
    }
}
