package dev.origami.block.nbd;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeyGoneException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A disk as the server shows it: bytes that never change, read by many connections at once until it is closed. */
public interface NbdDisk extends AutoCloseable {
    /** The length of the disk. */
    long sizeBytes();

    /**
     * The bytes at {@code offset}. The buffer may be a view of memory that the disk owns: it is not written to, and not
     * used after {@link #close}.
     *
     * @param memory where a disk puts bytes of which it has no view
     * @throws BlockCorruptedException if the bytes are lost: asking again does not help
     * @throws BlockKeyGoneException if nobody can read them any more
     * @throws IOException if they cannot be read now; the same request may succeed later
     */
    ByteBuffer read(long offset, int lengthBytes, Memory memory) throws IOException;

    /**
     * Tells which parts of a range hold data and which are holes (and so read as zeros), in order and without gaps,
     * until the range ends or {@code extents} wants no more.
     *
     * @throws IOException if it cannot be found out now
     */
    void allocation(long offset, long lengthBytes, Extents extents) throws IOException;

    /** Gives the disk back; its buffers are not valid any more. */
    @Override
    void close();

    /** Memory of who reads, which it uses again when it has done with the bytes. */
    @FunctionalInterface
    interface Memory {
        /** A direct buffer of just that length. What is in it is of no use. */
        ByteBuffer take(int lengthBytes);
    }

    /** Takes the extents of a range one after another. */
    interface Extents {
        /** Takes the next extent; false ends the telling. */
        boolean next(long lengthBytes, boolean hole);
    }
}
