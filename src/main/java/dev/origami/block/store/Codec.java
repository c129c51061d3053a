package dev.origami.block.store;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.id.LineageId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Turns chunks into payloads and back: zstd level 1, or the bytes as they are where that does not shrink them; and that
 * sealed, for a lineage. Keeps the native contexts for the next use. Safe for many threads.
 */
final class Codec implements Closeable {
    private static final int LEVEL = 1;

    private final Seals seals;
    /** For what is compressed and not yet sealed, or opened and not yet decompressed. */
    private final ConcurrentLinkedQueue<byte[]> buffers = new ConcurrentLinkedQueue<>();

    private final ConcurrentLinkedQueue<ZstdCompressCtx> compressors = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();

    Codec(BlockKeys keys) {
        seals = new Seals(keys);
    }

    /** A payload that is ready for a pack, behind its header. */
    record Packed(RecordHeader header, ByteBuffer payload) {}

    /** How the chunks of a lineage are sealed. */
    LineageSeal seal(LineageId lineage) throws BlockKeyGoneException {
        return seals.of(lineage);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static ChunkId idOf(byte[] bytes, int offset, int length) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes, offset, length);
        return ChunkId.of(sha256.digest());
    }

    Packed pack(RecordKind kind, ChunkId id, byte[] bytes, int offset, int length) {
        // As large as the raw bytes and no larger: what does not fit did not shrink.
        byte[] payload = new byte[length];
        // Pages and roots are hashes, which do not shrink.
        int stored = kind == RecordKind.CHUNK ? compress(bytes, offset, length, payload) : 0;
        short flags = RecordHeader.ZSTD;
        if (stored == 0) {
            System.arraycopy(bytes, offset, payload, 0, length);
            stored = length;
            flags = 0;
        }
        int crc = RecordHeader.crc(payload, 0, stored);
        return new Packed(
                new RecordHeader(kind.code(), flags, length, stored, crc, RecordHeader.PLAIN, id),
                ByteBuffer.wrap(payload, 0, stored));
    }

    /** Packs a chunk and seals it. */
    Packed packSealed(LineageSeal seal, ChunkId id, byte[] bytes, int offset, int length) {
        byte[] compressed = take(buffers, Codec::chunkBuffer);
        try {
            int stored = compress(bytes, offset, length, compressed);
            byte[] payload = stored == 0
                    ? seal.seal((short) 0, length, id, bytes, offset, length)
                    : seal.seal(RecordHeader.ZSTD, length, id, compressed, 0, stored);
            return new Packed(
                    new RecordHeader(
                            RecordKind.CHUNK.code(),
                            stored == 0 ? 0 : RecordHeader.ZSTD,
                            length,
                            payload.length,
                            RecordHeader.crc(payload, 0, payload.length),
                            seal.lineage().number(),
                            id),
                    ByteBuffer.wrap(payload));
        } finally {
            buffers.add(compressed);
        }
    }

    private static byte[] chunkBuffer() {
        return new byte[Grains.MAX_CHUNK_BYTES];
    }

    /** Returns the compressed length, or 0 where it would not be shorter. */
    private int compress(byte[] bytes, int offset, int length, byte[] into) {
        ZstdCompressCtx context = take(compressors, () -> new ZstdCompressCtx().setLevel(LEVEL));
        try {
            return context.compressByteArray(into, 0, length - 1, bytes, offset, length);
        } catch (ZstdException e) {
            // The only way to fail with a sound context: the room was too small.
            return 0;
        } finally {
            compressors.add(context);
        }
    }

    /**
     * Unpacks a payload to the beginning of a buffer and checks it against its hash, or against its seal, which is bound
     * to its id.
     *
     * @throws BlockKeyGoneException when nobody has the key that it is sealed under: it may well be sound
     * @throws IOException with the fault in words
     */
    void unpack(RecordHeader header, byte[] stored, int offset, byte[] into) throws IOException {
        if (!header.readable() || !header.bounded()) {
            throw new IOException("packed in a way that this program cannot read");
        }
        if (header.sealed()) {
            unpackSealed(header, stored, offset, into);
            return;
        }
        if (header.flags() == RecordHeader.ZSTD) {
            decompress(header, stored, offset, header.storedBytes(), into);
        } else if (header.rawBytes() == header.storedBytes()) {
            System.arraycopy(stored, offset, into, 0, header.rawBytes());
        } else {
            throw new IOException("its header contradicts itself");
        }
        if (!idOf(into, 0, header.rawBytes()).equals(header.id())) {
            throw new IOException("its bytes do not have its hash");
        }
    }

    private void unpackSealed(RecordHeader header, byte[] stored, int offset, byte[] into) throws IOException {
        int packed = header.storedBytes() - LineageSeal.OVERHEAD_BYTES;
        boolean compressed = header.flags() == RecordHeader.ZSTD;
        if (packed < 0 || packed > header.rawBytes() || (!compressed && packed != header.rawBytes())) {
            throw new IOException("its header contradicts itself");
        }
        LineageSeal seal = seals.of(new LineageId(header.lineage()));
        if (!compressed) {
            seal.open(header, stored, offset, into);
            return;
        }
        byte[] opened = take(buffers, Codec::chunkBuffer);
        try {
            seal.open(header, stored, offset, opened);
            decompress(header, opened, 0, packed, into);
        } finally {
            buffers.add(opened);
        }
    }

    private void decompress(RecordHeader header, byte[] packed, int offset, int length, byte[] into)
            throws IOException {
        ZstdDecompressCtx context = take(decompressors, ZstdDecompressCtx::new);
        try {
            int raw = context.decompressByteArray(into, 0, header.rawBytes(), packed, offset, length);
            if (raw != header.rawBytes()) {
                throw new IOException("it unpacks to " + raw + " bytes in place of " + header.rawBytes());
            }
        } catch (ZstdException e) {
            throw new IOException("it does not unpack: " + e.getMessage(), e);
        } finally {
            decompressors.add(context);
        }
    }

    /**
     * Whether a record that was found in a pack is whole, as far as can be told without a key: of one that is sealed, its
     * checksum.
     */
    boolean isSound(RecordHeader header, byte[] pack, int payloadOffset) {
        return isAsWritten(header, pack, payloadOffset) && (header.sealed() || opens(header, pack, payloadOffset));
    }

    /** Whether a record's payload lies in its pack as it was written there, by its checksum. */
    static boolean isAsWritten(RecordHeader header, byte[] pack, int payloadOffset) {
        return RecordHeader.crc(pack, payloadOffset, header.storedBytes()) == header.payloadCrc()
                && header.readable()
                && header.bounded();
    }

    /** Whether a record's payload can be unpacked, and is what its id says. */
    boolean opens(RecordHeader header, byte[] pack, int payloadOffset) {
        try {
            unpack(header, pack, payloadOffset, new byte[header.rawBytes()]);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static <T> T take(ConcurrentLinkedQueue<T> idle, Supplier<T> create) {
        T taken = idle.poll();
        return taken == null ? create.get() : taken;
    }

    @Override
    public void close() {
        compressors.forEach(ZstdCompressCtx::close);
        decompressors.forEach(ZstdDecompressCtx::close);
        compressors.clear();
        decompressors.clear();
    }
}
