package dev.origami.instance;

import org.jspecify.annotations.Nullable;

/**
 * What of an instance can be changed, some of it only while it is stopped.
 *
 * @param type the name of its instance type
 * @param userData in base64; null when there is none
 * @param cpuCredits {@code standard} or {@code unlimited}; null where the type has no credits
 */
public record InstanceSettings(
        String type,
        @Nullable String userData,
        ShutdownBehavior shutdown,
        Protection protection,
        Devices devices,
        boolean monitoring,
        @Nullable String cpuCredits,
        MetadataOptions metadata) {
    /** What the API refuses to do to the instance. */
    public record Protection(boolean termination, boolean stop) {}

    /**
     * What the network card and the disks are said to be; told again, and of no effect on a machine.
     *
     * @param sriovNetSupport {@code simple}, or null
     */
    public record Devices(
            boolean ebsOptimized,
            boolean enaSupport,
            @Nullable String sriovNetSupport) {}

    public InstanceSettings with(String changedType) {
        return new InstanceSettings(
                changedType, userData, shutdown, protection, devices, monitoring, cpuCredits, metadata);
    }

    public InstanceSettings withUserData(@Nullable String changed) {
        return new InstanceSettings(type, changed, shutdown, protection, devices, monitoring, cpuCredits, metadata);
    }

    public InstanceSettings with(ShutdownBehavior changed) {
        return new InstanceSettings(type, userData, changed, protection, devices, monitoring, cpuCredits, metadata);
    }

    public InstanceSettings with(Protection changed) {
        return new InstanceSettings(type, userData, shutdown, changed, devices, monitoring, cpuCredits, metadata);
    }

    public InstanceSettings with(Devices changed) {
        return new InstanceSettings(type, userData, shutdown, protection, changed, monitoring, cpuCredits, metadata);
    }

    public InstanceSettings with(MetadataOptions changed) {
        return new InstanceSettings(type, userData, shutdown, protection, devices, monitoring, cpuCredits, changed);
    }
}
