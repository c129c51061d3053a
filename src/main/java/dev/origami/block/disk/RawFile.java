package dev.origami.block.disk;

import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The bytes of a raw disk file, as far as they are not in its holes, widened to whole pages. */
final class RawFile implements DiskDelta {
    private static final long PAGE_BYTES = 4096;

    private final FileChannel channel;
    private final SparseSeek seek;
    private final long lengthBytes;

    private RawFile(FileChannel channel, SparseSeek seek) throws IOException {
        this.channel = channel;
        this.seek = seek;
        this.lengthBytes = channel.size();
    }

    static RawFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new RawFile(channel, SparseSeek.open(path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long sizeBytes() {
        return Math.ceilDiv(lengthBytes, PAGE_BYTES) * PAGE_BYTES;
    }

    @Override
    public Iterable<Extent> changed() {
        return Extents::new;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0 && at < lengthBytes) {
                throw new IOException("The disk file became shorter while it was read");
            }
            if (count < 0) {
                // The rest of the page that the file ends in.
                into.put((byte) 0);
            }
            at += Math.max(count, 1);
        }
    }

    @Override
    public void close() throws IOException {
        try (seek) {
            channel.close();
        }
    }

    private final class Extents implements Iterator<Extent> {
        private long given;
        private @Nullable Extent next = find();

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Extent next() {
            Extent extent = next;
            if (extent == null) {
                throw new NoSuchElementException();
            }
            next = find();
            return extent;
        }

        private @Nullable Extent find() {
            try {
                long data = given < lengthBytes ? seek.data(given) : -1;
                if (data < 0 || data >= lengthBytes) {
                    return null;
                }
                // A file system with smaller blocks may put the border within a page.
                long start = Math.max(given, data / PAGE_BYTES * PAGE_BYTES);
                given = Math.ceilDiv(Math.min(lengthBytes, seek.hole(data)), PAGE_BYTES) * PAGE_BYTES;
                return new Extent(start, given - start);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
