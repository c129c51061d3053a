package dev.origami.instance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance type offers (source section 3.5).
 *
 * @param architectures of images that it runs, in EC2's words
 * @param virtualizationTypes {@code hvm}, {@code paravirtual}
 * @param rootDeviceTypes {@code ebs}, {@code instance-store}
 * @param hypervisor {@code nitro} or {@code xen}
 * @param enaSupport {@code required}, {@code supported} or {@code unsupported}
 * @param bootModes {@code legacy-bios}, {@code uefi}
 * @param storage its instance store; null when it has none
 * @param tpmSupport {@code supported} or {@code unsupported}
 * @param ebsOptimized {@code default}, {@code supported} or {@code unsupported}
 */
public record InstanceType(
        String name,
        int vcpus,
        int memoryMiB,
        List<String> architectures,
        List<String> virtualizationTypes,
        List<String> rootDeviceTypes,
        String hypervisor,
        String enaSupport,
        List<String> bootModes,
        boolean burstable,
        boolean currentGeneration,
        boolean freeTier,
        @Nullable Storage storage,
        String tpmSupport,
        double clockGHz,
        String ebsOptimized,
        int interfaces) {
    public InstanceType {
        architectures = List.copyOf(architectures);
        virtualizationTypes = List.copyOf(virtualizationTypes);
        rootDeviceTypes = List.copyOf(rootDeviceTypes);
        bootModes = List.copyOf(bootModes);
    }

    /**
     * Disks that live and die with the running of an instance.
     *
     * @param kind {@code hdd} or {@code ssd}
     */
    public record Storage(int disks, int sizeGB, String kind) {}

    /** How many disks {@code ephemeral0} and on can be mapped to. */
    public int ephemeralDisks() {
        return storage == null ? 0 : storage.disks();
    }

    public boolean isNitro() {
        return hypervisor.equals("nitro");
    }

    /** The part of the name before the dot, for example {@code m3}. */
    public String family() {
        return name.substring(0, name.indexOf('.'));
    }
}
