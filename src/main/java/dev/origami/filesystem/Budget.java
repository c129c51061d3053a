package dev.origami.filesystem;

/**
 * What may be read of one disk in all. Every step of every loop over what a disk says reads something, so a disk that is
 * made to lead in circles costs no more than this.
 */
final class Budget {
    private int reads;
    private long bytes;

    Budget(int reads, long bytes) {
        this.reads = reads;
        this.bytes = bytes;
    }

    /** For a few short files. */
    static Budget small() {
        return new Budget(4096, 64L << 20);
    }

    /** For a kernel and a RAM disk, in whatever pieces they lie. */
    static Budget large() {
        return new Budget(4 << 20, 1L << 30);
    }

    void take(int lengthBytes) throws UnreadableException {
        reads--;
        bytes -= lengthBytes;
        if (reads < 0 || bytes < 0) {
            throw new UnreadableException("too much to read");
        }
    }
}
