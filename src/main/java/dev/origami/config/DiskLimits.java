package dev.origami.config;

/**
 * The bounds of disk files that come from elsewhere.
 *
 * @param maxVirtualBytes the largest disk that a file may stand for, whatever the file's own size
 * @param maxDescriptorBytes the longest description of its extents that a VMDK file may hold
 */
public record DiskLimits(long maxVirtualBytes, int maxDescriptorBytes) {

    /** What the service uses unless told otherwise: the largest disk that the block store takes. */
    public static DiskLimits defaults() {
        return new DiskLimits(BlockLimits.defaults().maxDiskBytes(), 1 << 20);
    }
}
