package dev.origami.instance;

import org.jspecify.annotations.Nullable;

/**
 * What of an instance can be changed, some of it only while it is stopped.
 *
 * @param type the name of its instance type
 * @param userData in base64; null when there is none
 * @param cpuCredits {@code standard} or {@code unlimited}; null where the type has no credits
 * @param cpu null: as the type has
 * @param autoRecovery whether it may be moved when its host fails; told again, here there is one host
 */
public record InstanceSettings(
        String type,
        @Nullable String userData,
        ShutdownBehavior shutdown,
        Protection protection,
        Devices devices,
        boolean monitoring,
        @Nullable String cpuCredits,
        MetadataOptions metadata,
        @Nullable CpuOptions cpu,
        boolean autoRecovery) {
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

    /** Of another type, with that type's processors. */
    public InstanceSettings with(String changedType) {
        return changed(
                changedType, userData, shutdown, protection, devices, monitoring, cpuCredits, metadata, autoRecovery);
    }

    public InstanceSettings withUserData(@Nullable String changed) {
        return changed(type, changed, shutdown, protection, devices, monitoring, cpuCredits, metadata, autoRecovery);
    }

    public InstanceSettings with(ShutdownBehavior changed) {
        return changed(type, userData, changed, protection, devices, monitoring, cpuCredits, metadata, autoRecovery);
    }

    public InstanceSettings with(Protection changed) {
        return changed(type, userData, shutdown, changed, devices, monitoring, cpuCredits, metadata, autoRecovery);
    }

    public InstanceSettings with(Devices changed) {
        return changed(type, userData, shutdown, protection, changed, monitoring, cpuCredits, metadata, autoRecovery);
    }

    public InstanceSettings with(MetadataOptions changed) {
        return changed(type, userData, shutdown, protection, devices, monitoring, cpuCredits, changed, autoRecovery);
    }

    public InstanceSettings withMonitoring(boolean changed) {
        return changed(type, userData, shutdown, protection, devices, changed, cpuCredits, metadata, autoRecovery);
    }

    public InstanceSettings withCpuCredits(String changed) {
        return changed(type, userData, shutdown, protection, devices, monitoring, changed, metadata, autoRecovery);
    }

    public InstanceSettings withAutoRecovery(boolean changed) {
        return changed(type, userData, shutdown, protection, devices, monitoring, cpuCredits, metadata, changed);
    }

    private InstanceSettings changed(
            String newType,
            @Nullable String newUserData,
            ShutdownBehavior newShutdown,
            Protection newProtection,
            Devices newDevices,
            boolean newMonitoring,
            @Nullable String newCpuCredits,
            MetadataOptions newMetadata,
            boolean newAutoRecovery) {
        return new InstanceSettings(
                newType,
                newUserData,
                newShutdown,
                newProtection,
                newDevices,
                newMonitoring,
                newCpuCredits,
                newMetadata,
                newType.equals(type) ? cpu : null,
                newAutoRecovery);
    }
}
