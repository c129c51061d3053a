package dev.origami.block;

/** A stretch of a disk, in bytes: at least one byte long. */
public record Extent(long offset, long lengthBytes) {
    public Extent {
        if (offset < 0 || lengthBytes <= 0 || offset > Long.MAX_VALUE - lengthBytes) {
            throw new IllegalArgumentException("Not an extent: " + lengthBytes + " bytes at " + offset);
        }
    }

    /** The first byte after it. */
    public long end() {
        return offset + lengthBytes;
    }
}
