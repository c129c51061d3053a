package dev.origami.block.cache;

import dev.origami.block.Durable;
import dev.origami.block.ManifestId;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What is durable in a cache file, as a file beside it. It is written after the data has reached the disk; since pages
 * are only added, it stays true whatever happens later.
 *
 * @param dataBytes what the cache file takes on the disk
 * @param pages a copy that nobody adds to
 */
record CacheRecord(ManifestId manifest, long sizeBytes, long dataBytes, FilledPages pages) {
    private static final long MAGIC = 0x4f52494341434845L;
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 32;
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES + HASH_BYTES + 2 * Long.BYTES;

    static ByteBuffer encode(ManifestId manifest, long sizeBytes, long dataBytes, FilledPages pages) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + pages.encodedBytes() + Integer.BYTES);
        bytes.putLong(MAGIC)
                .putInt(VERSION)
                .put(HexFormat.of().parseHex(manifest.hex()))
                .putLong(sizeBytes)
                .putLong(dataBytes);
        pages.encode(bytes);
        return bytes.putInt(checksum(bytes.duplicate().flip())).flip();
    }

    static void write(Path path, ByteBuffer encoded) throws IOException {
        Path unready = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                unready, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (encoded.hasRemaining()) {
                channel.write(encoded);
            }
        }
        Durable.publish(unready, path);
    }

    /** Reads a record; empty if it is not whole, of another version or of another disk. */
    static Optional<CacheRecord> read(Path path, ManifestId manifest, long sizeBytes) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        return decode(ByteBuffer.wrap(Files.readAllBytes(path)), manifest, sizeBytes);
    }

    private static Optional<CacheRecord> decode(ByteBuffer bytes, ManifestId manifest, long sizeBytes) {
        int end = bytes.limit() - Integer.BYTES;
        if (end < HEADER_BYTES
                || bytes.getInt(end) != checksum(bytes.duplicate().limit(end))) {
            return Optional.empty();
        }
        byte[] hash = new byte[HASH_BYTES];
        boolean ours = bytes.getLong() == MAGIC && bytes.getInt() == VERSION;
        bytes.get(hash);
        if (!ours || !HexFormat.of().formatHex(hash).equals(manifest.hex()) || bytes.getLong() != sizeBytes) {
            return Optional.empty();
        }
        try {
            long dataBytes = bytes.getLong();
            return Optional.of(
                    new CacheRecord(manifest, sizeBytes, dataBytes, FilledPages.decode(sizeBytes, bytes.limit(end))));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** What a cache file takes, read from its record's beginning alone; 0 where that says nothing. */
    static long dataBytes(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // Until all of it is there.
            }
            header.flip();
            boolean ours = header.limit() == HEADER_BYTES && header.getLong() == MAGIC && header.getInt() == VERSION;
            return ours ? header.getLong(HEADER_BYTES - Long.BYTES) : 0;
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
