package dev.origami.block.store;

import dev.origami.block.Extent;
import java.util.BitSet;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Deals out the changed extents of a disk by region. Refuses extents that are not as a delta promises. */
final class ChangedRegions {
    private final Iterator<Extent> extents;
    private final long sizeBytes;
    private final BitSet grains = new BitSet(Grains.REGION_GRAINS);
    private @Nullable Extent rest;
    private long end;
    private int region = -1;

    ChangedRegions(Iterable<Extent> changed, long sizeBytes) {
        extents = changed.iterator();
        this.sizeBytes = sizeBytes;
        rest = nextExtent();
    }

    /** The bytes in all of the extents. */
    static long totalBytes(Iterable<Extent> changed) {
        long total = 0;
        for (Extent extent : changed) {
            total += extent.lengthBytes();
        }
        return total;
    }

    /** Moves on to the next region that has changes; false at the end. */
    boolean next() {
        grains.clear();
        Extent extent = rest;
        if (extent == null) {
            return false;
        }
        region = Grains.regionOf(extent.offset());
        long regionEnd = Grains.regionOffset(region) + Grains.REGION_BYTES;
        while (extent != null && extent.offset() < regionEnd) {
            long upTo = Math.min(extent.end(), regionEnd);
            int first = Grains.grainInRegion(extent.offset());
            grains.set(first, first + (int) ((upTo - extent.offset()) / Grains.GRAIN_BYTES));
            extent = upTo < extent.end() ? new Extent(upTo, extent.end() - upTo) : nextExtent();
        }
        rest = extent;
        return true;
    }

    int region() {
        return region;
    }

    /** The changed grains of the region; good until {@link #next}. */
    BitSet grains() {
        return grains;
    }

    private @Nullable Extent nextExtent() {
        if (!extents.hasNext()) {
            return null;
        }
        Extent extent = extents.next();
        if (extent.offset() < end
                || extent.end() > sizeBytes
                || extent.offset() % Grains.GRAIN_BYTES != 0
                || extent.lengthBytes() % Grains.GRAIN_BYTES != 0) {
            throw new IllegalArgumentException("Changed extents must ascend, in whole 4 KiB, within the disk: " + extent
                    + " after byte " + end + " of " + sizeBytes);
        }
        end = extent.end();
        return extent;
    }
}
