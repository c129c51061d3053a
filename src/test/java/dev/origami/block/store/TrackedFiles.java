package dev.origami.block.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Real files that remember how much of them was made durable, on a disk with so many bytes left: a write that does not
 * fit writes what does and then fails as Linux does.
 */
final class TrackedFiles implements PackFiles {
    private final Map<String, Long> durable = new ConcurrentHashMap<>();
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE / 2);

    void setFreeBytes(long bytes) {
        freeBytes.set(bytes);
    }

    /** How many bytes of a file would be there after a crash of the machine, at least. */
    long durableBytes(Path file) {
        return durable.getOrDefault(String.valueOf(file.getFileName()), 0L);
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        return new Tracked(FileChannel.open(file, options), String.valueOf(file.getFileName()));
    }

    private final class Tracked extends FileChannel {
        private final FileChannel file;
        private final String name;

        Tracked(FileChannel file, String name) {
            this.file = file;
            this.name = name;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            long grows = Math.max(0, position + bytes.remaining() - file.size());
            long left = freeBytes.get();
            if (grows <= left) {
                freeBytes.addAndGet(-grows);
                return file.write(bytes, position);
            }
            if (left == 0) {
                throw new IOException("No space left on device");
            }
            freeBytes.addAndGet(-left);
            ByteBuffer fits = bytes.slice(bytes.position(), bytes.remaining() - (int) (grows - left));
            int written = file.write(fits, position);
            bytes.position(bytes.position() + written);
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            freeBytes.addAndGet(Math.max(0, file.size() - size));
            file.truncate(size);
            durable.computeIfPresent(name, (file, bytes) -> Math.min(bytes, size));
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            file.force(metaData);
            durable.put(name, file.size());
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return file.read(into);
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) throws IOException {
            return file.read(into, offset, length);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return write(bytes, file.size());
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return file.write(bytes, offset, length);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return file.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            return file.transferFrom(source, position, count);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return file.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return file.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }
    }
}
