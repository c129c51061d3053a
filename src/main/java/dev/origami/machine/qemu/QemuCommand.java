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
    /** With this among its arguments a machine stands still when its guest reboots. */
    static final String REBOOT_PAUSES = "shutdown";

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
     * @param firmware the board's nodes for it
     * @param tpm arguments for it; empty for none
     */
    List<String> of(
            Board board,
            MachineSpec spec,
            List<String> prefix,
            List<String> network,
            List<String> secrets,
            List<ObjectNode> firmware,
            List<String> tpm,
            Path control)
            throws MachineException {
        List<String> command = new ArrayList<>(prefix);
        command.add(board.program());
        // Denying more than this would also deny QEMU to put itself into the background.
        command.addAll(List.of("-sandbox", "on,obsolete=deny,resourcecontrol=deny"));
        command.addAll(List.of("-name", spec.id().value(), "-nodefaults", "-no-user-config", "-display", "none"));
        command.addAll(board.processors(accelerator.get(), limits));
        firmware.forEach(node -> command.addAll(List.of("-blockdev", node.toString())));
        command.addAll(board.machine(spec));
        int cores = spec.vcpus() / spec.threadsPerCore();
        command.addAll(
                List.of("-smp", spec.vcpus() + ",sockets=1,cores=" + cores + ",threads=" + spec.threadsPerCore()));
        command.addAll(List.of("-m", Integer.toString(spec.memoryMiB())));
        // The machine stands still when the guest is done, so that a shutdown is told apart from a crash.
        // One that was started directly stands still also when its guest reboots: it is to start what it names then.
        String reboot = spec.start() == null ? "reset" : REBOOT_PAUSES;
        command.addAll(List.of("-action", "shutdown=pause,reboot=" + reboot + ",panic=none"));
        command.addAll(List.of("-chardev", "socket,id=control,path=" + escaped(control) + ",server=on,wait=off"));
        command.addAll(List.of("-mon", "chardev=control,mode=control"));
        // Bounded whatever the guest writes.
        command.addAll(List.of("-chardev", "ringbuf,id=console,size=" + limits.consoleBytes()));
        command.addAll(List.of("-serial", "chardev:console"));
        command.addAll(board.slots(limits));
        command.addAll(network);
        command.addAll(List.of("-device", board.network(spec)));
        command.addAll(List.of("-object", "rng-random,id=entropy,filename=/dev/urandom"));
        command.addAll(List.of("-device", board.entropy()));
        command.addAll(tpm);
        command.addAll(secrets);
        command.addAll(disks(board, spec));
        return command;
    }

    private List<String> disks(Board board, MachineSpec spec) throws MachineException {
        List<String> arguments = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Disk disk : spec.disks()) {
            List<ObjectNode> chain = nodes.of(disk);
            for (ObjectNode node : chain) {
                arguments.addAll(List.of("-blockdev", node.toString()));
            }
            String slot = board.slot(disk, taken, limits)
                    .orElseThrow(() -> new MachineException("no slot is free for " + disk.device()));
            boolean _ = taken.add(slot);
            arguments.addAll(List.of("-device", board.disk(disk, BlockNodes.name(chain.getLast()), slot)));
        }
        return arguments;
    }

    /** In QEMU's options a comma ends a value, and two of them are one. */
    static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }
}
