package dev.origami.block.store;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Turns chunks into payloads and back: zstd level 1, or the bytes as they are where that does not shrink them. Keeps
 * the native contexts for the next use. Safe for many threads.
 */
final class Codec implements Closeable {
    private static final int LEVEL = 1;

    private final ConcurrentLinkedQueue<ZstdCompressCtx> compressors = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();

    /** A payload that is ready for a pack, behind its header. */
    record Packed(RecordHeader header, ByteBuffer payload) {}

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
                new RecordHeader(kind.code(), flags, length, stored, crc, id), ByteBuffer.wrap(payload, 0, stored));
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
     * Unpacks a payload to the beginning of a buffer and checks it against its hash.
     *
     * @throws IOException with the fault in words
     */
    void unpack(RecordHeader header, byte[] stored, int offset, byte[] into) throws IOException {
        if (!header.readable() || !header.bounded()) {
            throw new IOException("packed in a way that this program cannot read");
        }
        if (header.flags() == RecordHeader.ZSTD) {
            decompress(header, stored, offset, into);
        } else if (header.rawBytes() == header.storedBytes()) {
            System.arraycopy(stored, offset, into, 0, header.rawBytes());
        } else {
            throw new IOException("its header contradicts itself");
        }
        if (!idOf(into, 0, header.rawBytes()).equals(header.id())) {
            throw new IOException("its bytes do not have its hash");
        }
    }

    private void decompress(RecordHeader header, byte[] stored, int offset, byte[] into) throws IOException {
        ZstdDecompressCtx context = take(decompressors, ZstdDecompressCtx::new);
        try {
            int raw = context.decompressByteArray(into, 0, header.rawBytes(), stored, offset, header.storedBytes());
            if (raw != header.rawBytes()) {
                throw new IOException("it unpacks to " + raw + " bytes in place of " + header.rawBytes());
            }
        } catch (ZstdException e) {
            throw new IOException("it does not unpack: " + e.getMessage(), e);
        } finally {
            decompressors.add(context);
        }
    }

    /** Whether a record that was found in a pack is whole. */
    boolean isSound(RecordHeader header, byte[] pack, int payloadOffset) {
        byte[] payload = Arrays.copyOfRange(pack, payloadOffset, payloadOffset + header.storedBytes());
        if (RecordHeader.crc(payload, 0, payload.length) != header.payloadCrc() || !header.bounded()) {
            return false;
        }
        try {
            unpack(header, payload, 0, new byte[header.rawBytes()]);
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
