package dev.origami.block.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A pack that is appended to, by one store at a time. What was appended since the last {@link #commit} can be taken
 * back.
 */
final class PackWriter {
    private static final int BUFFER_BYTES = 1024 * 1024;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PackDirectory directory;
    private final int number;
    private final long salt;
    private FileChannel channel;
    private final List<PackEntry> entries;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long flushedBytes;
    private long committedBytes;
    private int committedEntries;
    private boolean nameDurable;

    private PackWriter(PackDirectory directory, int number, long salt, FileChannel channel, List<PackEntry> entries) {
        this.directory = directory;
        this.number = number;
        this.salt = salt;
        this.channel = channel;
        this.entries = new ArrayList<>(entries);
        committedEntries = entries.size();
    }

    /** Begins a new pack; on a failure no file stays. */
    static PackWriter create(PackDirectory directory, int number) throws IOException {
        FileChannel channel = directory.openToWrite(number);
        PackWriter writer = new PackWriter(directory, number, RANDOM.nextLong(), channel, List.of());
        try {
            writer.buffer.put(PackFooter.packHeader(number, writer.salt));
            writer.flush();
        } catch (IOException e) {
            channel.close();
            directory.delete(number);
            throw e;
        }
        writer.committedBytes = writer.flushedBytes;
        return writer;
    }

    /** Goes on with a pack that was not sealed, whose bytes are durable and whose header is sound. */
    static PackWriter resume(PackDirectory directory, int number, long salt, PackContents contents) throws IOException {
        PackWriter writer = new PackWriter(directory, number, salt, directory.openToWrite(number), contents.entries());
        writer.flushedBytes = contents.validBytes();
        writer.committedBytes = contents.validBytes();
        writer.nameDurable = true;
        return writer;
    }

    int number() {
        return number;
    }

    long bytes() {
        return flushedBytes + buffer.position();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Appends a record; returns where it lies. */
    long append(RecordHeader header, ByteBuffer payload) throws IOException {
        long recordBytes = header.recordBytes();
        long location = Location.of(number, bytes(), recordBytes);
        if (buffer.remaining() < recordBytes) {
            flush();
        }
        header.write(buffer, salt);
        if (buffer.remaining() < recordBytes - RecordHeader.BYTES) {
            flush();
            write(payload);
        } else {
            buffer.put(payload);
        }
        fill(recordBytes - RecordHeader.BYTES - header.storedBytes());
        entries.add(new PackEntry(header.id(), location));
        return location;
    }

    private void fill(long zeros) {
        for (long i = 0; i < zeros; i++) {
            buffer.put((byte) 0);
        }
    }

    /** Makes everything appended durable. */
    void sync() throws IOException {
        flush();
        channel.force(false);
        if (!nameDurable) {
            directory.sync();
            nameDurable = true;
        }
    }

    /** Writes the list of records and the trailer; nothing can be appended after. To be followed by a sync. */
    void seal() throws IOException {
        byte[] list = PackFooter.list(entries);
        long offset = bytes();
        RecordHeader header = new RecordHeader(
                RecordKind.FOOTER.code(),
                (short) 0,
                list.length,
                list.length,
                RecordHeader.crc(list, 0, list.length),
                RecordHeader.PLAIN,
                ChunkId.of(Codec.sha256().digest(list)));
        append(header, ByteBuffer.wrap(list));
        entries.removeLast();
        if (buffer.remaining() < PackFooter.TRAILER_BYTES) {
            flush();
        }
        buffer.put(PackFooter.trailer(offset, salt));
        flush();
    }

    /** What was appended since the last commit. */
    List<PackEntry> uncommitted() {
        return List.copyOf(entries.subList(committedEntries, entries.size()));
    }

    /** What was appended is now known to others, and stays. */
    void commit() {
        committedBytes = bytes();
        committedEntries = entries.size();
    }

    /** Takes back what was appended since the last commit, and gives its space back. */
    void rollback() throws IOException {
        buffer.clear();
        entries.subList(committedEntries, entries.size()).clear();
        if (!channel.isOpen()) {
            // An interrupt of the thread that wrote closed it.
            channel = directory.openToWrite(number);
        }
        channel.truncate(committedBytes);
        flushedBytes = committedBytes;
        directory.setLength(number, flushedBytes);
    }

    void close() throws IOException {
        channel.close();
    }

    private void flush() throws IOException {
        buffer.flip();
        try {
            write(buffer);
        } finally {
            buffer.clear();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        directory.requireRoom(bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                flushedBytes += channel.write(bytes, flushedBytes);
            }
        } finally {
            directory.setLength(number, flushedBytes);
        }
    }
}
