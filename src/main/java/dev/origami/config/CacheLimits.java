package dev.origami.config;

import java.time.Duration;

/**
 * The bounds of the cache files that disks are read from.
 *
 * @param maxBytes what all of them may take on the disk
 * @param freeShare the divisor of the free space: they take no more than that part of it either
 * @param maxFiles how many there may be
 * @param fillThreads threads that fill caches in the background
 * @param fillWindowBytes the stretch of a disk that such a thread fills before it takes the next
 * @param checkpointBytes what is filled at most before it is made durable and recorded
 * @param fullPause how long nothing is cached after the disk was found to be full
 */
public record CacheLimits(
        long maxBytes,
        int freeShare,
        int maxFiles,
        int fillThreads,
        int fillWindowBytes,
        long checkpointBytes,
        Duration fullPause) {

    /** What the service uses unless told otherwise. */
    public static CacheLimits defaults() {
        return new CacheLimits(20L << 30, 4, 1024, 2, 4 << 20, 256L << 20, Duration.ofSeconds(30));
    }
}
