package dev.origami.filesystem;

/**
 * What may be read of one disk in all. Every step of every loop over what a disk says reads something, so a disk that is
 * made to lead in circles costs no more than this.
 */
final class Budget {
    private static final int READS = 4096;
    private static final long BYTES = 64L << 20;

    private int reads = READS;
    private long bytes = BYTES;

    void take(int lengthBytes) throws UnreadableException {
        reads--;
        bytes -= lengthBytes;
        if (reads < 0 || bytes < 0) {
            throw new UnreadableException("too much to read");
        }
    }
}
