package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A part of a disk, or all of it, within which something is read. */
record Window(Disk disk, long startBytes, long sizeBytes, Budget budget) {
    static Window of(Disk disk) {
        return of(disk, Budget.small());
    }

    static Window of(Disk disk, Budget budget) {
        return new Window(disk, 0, disk.sizeBytes(), budget);
    }

    boolean has(long offset, long lengthBytes) {
        return offset >= 0 && lengthBytes >= 0 && offset <= sizeBytes && lengthBytes <= sizeBytes - offset;
    }

    /** A part of this part. */
    Window part(long offset, long lengthBytes) throws UnreadableException {
        if (!has(offset, lengthBytes)) {
            throw new UnreadableException("a part beyond the end");
        }
        return new Window(disk, startBytes + offset, lengthBytes, budget);
    }

    /** Some bytes, little-endian. */
    ByteBuffer read(long offset, int lengthBytes) throws IOException, UnreadableException {
        if (!has(offset, lengthBytes)) {
            throw new UnreadableException("beyond the end");
        }
        budget.take(lengthBytes);
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        disk.read(startBytes + offset, bytes);
        return bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
    }
}
