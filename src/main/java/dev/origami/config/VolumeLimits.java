package dev.origami.config;

/**
 * Limits of volumes.
 *
 * @param attachmentsPerInstance volumes attached to one instance at once: the machine has so many slots from its start
 */
public record VolumeLimits(int attachmentsPerInstance) {
    public static VolumeLimits defaults() {
        return new VolumeLimits(28);
    }
}
