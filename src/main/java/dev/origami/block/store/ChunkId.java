package dev.origami.block.store;

import dev.origami.block.ManifestId;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The SHA-256 of a chunk, of a manifest's page or of its root, as four big-endian words; of a sealed chunk, its HMAC
 * under a key of its lineage.
 */
record ChunkId(long a, long b, long c, long d) {
    static final int BYTES = 32;

    static ChunkId of(byte[] sha256) {
        return read(ByteBuffer.wrap(sha256));
    }

    static ChunkId of(ManifestId manifest) {
        return of(HexFormat.of().parseHex(manifest.hex()));
    }

    static ChunkId read(ByteBuffer from) {
        return new ChunkId(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    static ChunkId at(ByteBuffer from, int position) {
        return new ChunkId(
                from.getLong(position),
                from.getLong(position + 8),
                from.getLong(position + 16),
                from.getLong(position + 24));
    }

    void write(ByteBuffer into) {
        into.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
    }

    ManifestId manifest() {
        return new ManifestId(hex());
    }

    @Override
    public String toString() {
        return hex();
    }
}
