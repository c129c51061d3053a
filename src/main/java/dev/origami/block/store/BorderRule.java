package dev.origami.block.store;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Where chunks end: after a grain whose CRC32C hits the mask. Looks at one grain alone, so the same content is cut at
 * the same places wherever it lies on a disk. Used by one thread at a time.
 */
final class BorderRule {
    /** One grain in eight hits: a mean of 32 KiB. */
    private static final int MASK = 7;

    private static final byte[] ZEROS = new byte[Grains.GRAIN_BYTES];

    private final CRC32C crc = new CRC32C();

    boolean endsAfter(byte[] bytes, int offset) {
        crc.reset();
        crc.update(bytes, offset, Grains.GRAIN_BYTES);
        return ((int) crc.getValue() & MASK) == 0;
    }

    static boolean isZero(byte[] bytes, int offset) {
        return bytes[offset] == 0
                && Arrays.equals(bytes, offset, offset + Grains.GRAIN_BYTES, ZEROS, 0, Grains.GRAIN_BYTES);
    }
}
