package dev.origami.config;

import java.time.Duration;

/**
 * Limits of volumes.
 *
 * @param attachmentsPerInstance volumes attached to one instance at once: the machine has so many slots from its start
 * @param overlayDepth how many overlays that the block store has replaced a running machine may keep open before it is
 *     moved off them
 * @param freezePatience how long the answer to a request for a snapshot waits for the moment that the snapshot shows
 * @param detachPatience how long a guest may take to let go of a volume
 * @param modifications of one volume within a period
 * @param modificationPeriod that period
 */
public record VolumeLimits(
        int attachmentsPerInstance,
        int overlayDepth,
        Duration freezePatience,
        Duration detachPatience,
        int modifications,
        Duration modificationPeriod) {
    public static VolumeLimits defaults() {
        return new VolumeLimits(16, 8, Duration.ofSeconds(5), Duration.ofSeconds(60), 4, Duration.ofHours(24));
    }
}
