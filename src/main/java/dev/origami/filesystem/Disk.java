package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a disk. */
public interface Disk {
    long sizeBytes();

    /** Fills {@code into} to its limit with the bytes from {@code offset}; asked for what is within the disk only. */
    void read(long offset, ByteBuffer into) throws IOException;
}
