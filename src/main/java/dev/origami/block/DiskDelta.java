package dev.origami.block;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a disk holds in the extents that changed over its parent. A disk without a parent names its data: everything
 * else is zero. Used by one thread at a time, and not changed while it is read.
 */
public interface DiskDelta extends Closeable {
    /** The disk's size: a multiple of 4 KiB, and not smaller than the parent's. What it grew by is zero unless changed. */
    long sizeBytes();

    /**
     * The changed extents, ascending, not overlapping, each with offset and length a multiple of 4 KiB and within the
     * disk. An extent whose bytes are zero overrides the parent with zeros. May be asked more than once.
     */
    Iterable<Extent> changed() throws IOException;

    /** Fills {@code into} to its limit with the disk's bytes from {@code offset}; asked only within changed extents. */
    void read(long offset, ByteBuffer into) throws IOException;
}
