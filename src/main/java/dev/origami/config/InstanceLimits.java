package dev.origami.config;

import java.time.Duration;

/**
 * Limits of instances (source sections 3, 13).
 *
 * @param perLaunch instances that one RunInstances may ask for
 * @param userDataBytes of raw user data
 * @param terminatedShown how long a terminated instance can still be described
 * @param shutdownPatience how long a guest that is asked to stop may take until it is forced
 * @param rebootPatience how long a guest that is asked to reboot may take until it is reset
 * @param askAgain after which a guest that has not shut down is asked again: one that is booting does not hear the power button
 * @param initializing how long after its start a guest that gives no sign is shown as initializing, and from then on as impaired:
 *     a whole distribution takes minutes to boot where it is emulated
 * @param diskRetry after which a guest that waits for a failed disk, one that is full for example, tries it again
 * @param hostMemoryReserveMiB memory of the host that instances never get
 * @param machineOverheadMiB memory that a machine takes beside its guest's
 * @param overcommit whether an instance may have more vCPUs, and all of them more memory, than the host has
 */
public record InstanceLimits(
        int perLaunch,
        int userDataBytes,
        Duration terminatedShown,
        Duration shutdownPatience,
        Duration rebootPatience,
        Duration askAgain,
        Duration initializing,
        Duration diskRetry,
        int hostMemoryReserveMiB,
        int machineOverheadMiB,
        boolean overcommit) {
    public static InstanceLimits defaults() {
        return new InstanceLimits(
                20,
                16 * 1024,
                Duration.ofHours(1),
                Duration.ofMinutes(2),
                Duration.ofMinutes(4),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                512,
                128,
                false);
    }
}
