package dev.origami.machine;

import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.network.Nic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a machine is made of.
 *
 * @param uuid begins with {@code ec2}, by which guests know where they are
 * @param instanceType shown to the guest as the product's name
 * @param vcpus its processors, all threads of all cores
 * @param metadataSocket where the metadata service of this instance listens
 * @param start what it starts without its firmware; null when it starts by that
 */
public record MachineSpec(
        InstanceId id,
        UUID uuid,
        String instanceType,
        Architecture architecture,
        Firmware firmware,
        FirmwareOptions firmwareOptions,
        int vcpus,
        int threadsPerCore,
        int memoryMiB,
        List<Disk> disks,
        VpcId vpc,
        Nic nic,
        Path metadataSocket,
        @Nullable DirectBoot start) {

    public MachineSpec {
        disks = List.copyOf(disks);
    }

    /** One that starts by its firmware. */
    public MachineSpec(
            InstanceId id,
            UUID uuid,
            String instanceType,
            Architecture architecture,
            Firmware firmware,
            FirmwareOptions firmwareOptions,
            int vcpus,
            int threadsPerCore,
            int memoryMiB,
            List<Disk> disks,
            VpcId vpc,
            Nic nic,
            Path metadataSocket) {
        this(
                id,
                uuid,
                instanceType,
                architecture,
                firmware,
                firmwareOptions,
                vcpus,
                threadsPerCore,
                memoryMiB,
                disks,
                vpc,
                nic,
                metadataSocket,
                null);
    }

    /** The UUID for an instance: always the same, and one that says EC2. */
    public static UUID uuidOf(InstanceId id) {
        UUID name = UUID.nameUUIDFromBytes(id.value().getBytes(StandardCharsets.UTF_8));
        return UUID.fromString("ec2" + name.toString().substring(3));
    }
}
