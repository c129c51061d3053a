package dev.origami.config;

import java.time.Duration;

/**
 * The limits of a Debian disk's build.
 *
 * @param smallestDiskGiB the least size of a disk, in GiB, which Debian's base and a kernel fit into
 * @param largestDiskGiB the largest size of a disk, in GiB; servers get larger ones, and the file system grows
 * @param addedPackages how many packages a recipe may add to the base
 * @param buildTime after which a build, downloads included, is ended
 * @param endTime how long a build that was told to end may take to clean up before it is killed
 * @param logLines how many of the last lines a failure quotes
 */
public record DebianLimits(
        int smallestDiskGiB,
        int largestDiskGiB,
        int addedPackages,
        Duration buildTime,
        Duration endTime,
        int logLines) {

    public static DebianLimits defaults() {
        return new DebianLimits(2, 64, 200, Duration.ofMinutes(30), Duration.ofSeconds(20), 40);
    }
}
