package dev.origami.config;

/**
 * The limits of the block store.
 *
 * @param packBytes how large a pack grows before it is sealed and the next one begun; at most 96 MiB
 * @param maxStoreBytes what all packs together may take; what would go past it is refused like a full disk
 * @param maxDiskBytes the largest disk that can be stored; at most 16 TiB
 * @param workers platform threads that hash and compress, shared by all stores
 * @param readers platform threads that read on behalf of virtual threads
 * @param concurrentStores how many disks are stored at once; others wait
 * @param regionsInFlight how many 4 MiB regions one store holds in memory at once
 * @param openPacks how many packs are kept open for reading
 * @param cachedManifestBytes memory for roots and pages of manifests that are in use, each
 * @param rewriteBelowLivePercent a sealed pack of which less than this is live is rewritten by a collection
 * @param listedUnsound how many unsound chunks a verification lists; it counts all
 */
public record BlockLimits(
        long packBytes,
        long maxStoreBytes,
        long maxDiskBytes,
        int workers,
        int readers,
        int concurrentStores,
        int regionsInFlight,
        int openPacks,
        long cachedManifestBytes,
        int rewriteBelowLivePercent,
        int listedUnsound) {
    private static final long MIB = 1024L * 1024;
    /** The index reaches 256 MiB into a pack; a pack ends with the record that fills it, at the most a root of 151 MB. */
    private static final long MAX_PACK_BYTES = 96 * MIB;

    private static final long MAX_DISK_BYTES = 16 * MIB * MIB;

    public BlockLimits {
        if (packBytes <= 0 || packBytes > MAX_PACK_BYTES) {
            throw new IllegalArgumentException("packBytes must be between 1 and " + MAX_PACK_BYTES);
        }
        if (maxDiskBytes <= 0 || maxDiskBytes > MAX_DISK_BYTES) {
            throw new IllegalArgumentException("maxDiskBytes must be between 1 and " + MAX_DISK_BYTES);
        }
        if (workers < 1 || readers < 1 || concurrentStores < 1 || regionsInFlight < 1 || openPacks < 1) {
            throw new IllegalArgumentException("Each count of a block store must be at least 1");
        }
    }

    public static BlockLimits defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new BlockLimits(
                64 * MIB,
                Long.MAX_VALUE,
                MAX_DISK_BYTES,
                Math.clamp(processors, 1, 8),
                Math.clamp(2L * processors, 2, 16),
                4,
                8,
                128,
                64 * MIB,
                50,
                1000);
    }
}
