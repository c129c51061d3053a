package dev.origami.block.store;

/**
 * The measures of the format. A grain is the 4 KiB unit in which disks are cut; a region is the stretch of a disk that
 * one page of a manifest describes, and no chunk crosses its border.
 */
final class Grains {
    static final int GRAIN_BYTES = 4096;
    static final int REGION_BYTES = 4 * 1024 * 1024;
    static final int REGION_GRAINS = REGION_BYTES / GRAIN_BYTES;
    static final int MAX_CHUNK_BYTES = 512 * 1024;
    static final int MAX_CHUNK_GRAINS = MAX_CHUNK_BYTES / GRAIN_BYTES;

    private Grains() {}

    static int regionOf(long offset) {
        return Math.toIntExact(offset / REGION_BYTES);
    }

    static int grainInRegion(long offset) {
        return (int) (offset % REGION_BYTES / GRAIN_BYTES);
    }

    static long regionOffset(int region) {
        return (long) region * REGION_BYTES;
    }
}
