package dev.origami.block.store;

/**
 * Where a record lies, in eight bytes: the pack's number (24 bits), the record's offset in it and its length (24 and 16
 * bits, in units of 16 bytes). Zero is nowhere. A length of all ones means "as the header says": a root can be longer
 * than 1 MiB.
 */
final class Location {
    static final long NOWHERE = 0;
    static final int MAX_PACK = (1 << 24) - 1;

    private static final int LONG_LENGTH = 0xffff;
    private static final long MAX_OFFSET = 0xff_ffffL * RecordHeader.ALIGNMENT;

    private Location() {}

    static long of(int pack, long offset, long recordBytes) {
        if (pack < 1 || pack > MAX_PACK || offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException("No location: pack " + pack + " at " + offset);
        }
        long units = Math.min(LONG_LENGTH, recordBytes / RecordHeader.ALIGNMENT);
        return ((long) pack << 40) | ((offset / RecordHeader.ALIGNMENT) << 16) | units;
    }

    static int pack(long location) {
        return (int) (location >>> 40);
    }

    static long offset(long location) {
        return ((location >>> 16) & 0xff_ffff) * RecordHeader.ALIGNMENT;
    }

    /** Whether the record's length is in the location. */
    static boolean hasLength(long location) {
        return (location & LONG_LENGTH) != LONG_LENGTH;
    }

    static int recordBytes(long location) {
        return (int) (location & LONG_LENGTH) * RecordHeader.ALIGNMENT;
    }
}
