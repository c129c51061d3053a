package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The command line of a machine. */
final class QemuCommand {
    private static final String BINARY = "qemu-system-x86_64";

    private final Supplier<Accelerator> accelerator;
    private final GuestLimits limits;
    private final BlockNodes nodes;

    QemuCommand(Supplier<Accelerator> accelerator, GuestLimits limits, BlockNodes nodes) {
        this.accelerator = accelerator;
        this.limits = limits;
        this.nodes = nodes;
    }

    /**
     * @param prefix what runs a program inside of the machine's network; empty when nothing has to
     * @param network QEMU's arguments for the network back end, which is called {@code net0}
     * @param secrets what opens encrypted disks, as arguments
     * @param firmware the nodes of UEFI; none for BIOS, which QEMU has in itself
     */
    List<String> of(
            MachineSpec spec,
            List<String> prefix,
            List<String> network,
            List<String> secrets,
            List<ObjectNode> firmware,
            Path control)
            throws MachineException {
        List<String> command = new ArrayList<>(prefix);
        command.add(BINARY);
        // Denying more than this would also deny QEMU to put itself into the background.
        command.addAll(List.of("-sandbox", "on,obsolete=deny,resourcecontrol=deny"));
        command.addAll(List.of("-name", spec.id().value(), "-nodefaults", "-no-user-config", "-display", "none"));
        command.addAll(accelerator.get().arguments(limits));
        firmware.forEach(node -> command.addAll(List.of("-blockdev", node.toString())));
        String flash = firmware.isEmpty() ? "" : UefiFiles.machineOptions();
        // Only from the disk that is to be started from, never from another that has something to start.
        command.addAll(List.of("-machine", "q35,vmport=off" + flash, "-boot", "strict=on"));
        int cores = spec.vcpus() / spec.threadsPerCore();
        command.addAll(
                List.of("-smp", spec.vcpus() + ",sockets=1,cores=" + cores + ",threads=" + spec.threadsPerCore()));
        command.addAll(List.of("-m", Integer.toString(spec.memoryMiB())));
        command.addAll(identity(spec));
        // The machine stands still when the guest is done, so that a shutdown is told apart from a crash.
        command.addAll(List.of("-action", "shutdown=pause,reboot=reset,panic=none"));
        command.addAll(List.of("-chardev", "socket,id=control,path=" + escaped(control) + ",server=on,wait=off"));
        command.addAll(List.of("-mon", "chardev=control,mode=control"));
        // Bounded whatever the guest writes.
        command.addAll(List.of("-chardev", "ringbuf,id=console,size=" + limits.consoleBytes()));
        command.addAll(List.of("-serial", "chardev:console"));
        // What it shows can be looked at; nobody sits before it.
        command.addAll(List.of("-device", "VGA,bus=pcie.0,addr=" + Ports.SCREEN + ",vgamem_mb=" + limits.screenMiB()));
        command.addAll(Ports.arguments(limits.spareSlots()));
        command.addAll(network);
        command.addAll(List.of(
                "-device",
                "virtio-net-pci,netdev=net0,mac=" + spec.nic().mac() + ",bus=" + Ports.NETWORK + ",romfile="));
        command.addAll(List.of("-object", "rng-random,id=entropy,filename=/dev/urandom"));
        command.addAll(List.of("-device", "virtio-rng-pci,rng=entropy"));
        command.addAll(secrets);
        command.addAll(disks(spec));
        return command;
    }

    private static String device(Disk disk, String node, String port) {
        String boot = disk.boots() ? ",bootindex=1" : "";
        return "virtio-blk-pci,id=" + disk.node() + ",drive=" + node + ",serial=" + disk.node() + ",bus=" + port
                + ",rerror=" + (disk.reportsReadErrors() ? "report" : "stop") + ",werror=stop" + boot;
    }

    private static List<String> identity(MachineSpec spec) {
        String uuid = spec.uuid().toString();
        return List.of(
                "-uuid",
                uuid,
                "-smbios",
                "type=0,vendor=Amazon EC2,version=1.0",
                "-smbios",
                "type=1,manufacturer=Amazon EC2,product=" + spec.instanceType() + ",serial=" + uuid + ",uuid=" + uuid,
                "-smbios",
                "type=2,manufacturer=Amazon EC2,asset=" + spec.id().value(),
                "-smbios",
                "type=3,manufacturer=Amazon EC2,asset=Amazon EC2");
    }

    private List<String> disks(MachineSpec spec) throws MachineException {
        List<String> arguments = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Disk disk : spec.disks()) {
            List<ObjectNode> chain = nodes.of(disk);
            for (ObjectNode node : chain) {
                arguments.addAll(List.of("-blockdev", node.toString()));
            }
            String port = Ports.free(disk, taken, limits.spareSlots())
                    .orElseThrow(() -> new MachineException("no slot is free for " + disk.device()));
            boolean _ = taken.add(port);
            arguments.addAll(List.of("-device", device(disk, BlockNodes.name(chain.getLast()), port)));
        }
        return arguments;
    }

    /** In QEMU's options a comma ends a value, and two of them are one. */
    private static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }
}
