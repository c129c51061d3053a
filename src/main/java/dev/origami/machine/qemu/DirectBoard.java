package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.machine.DirectBoot;
import dev.origami.machine.MachineSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The board of paravirtual machines: a kernel is started directly, by its PVH entry, so there is no boot loader, no screen
 * and no device that is not of virtio. It is a q35 all the same: guests look into SMBIOS to learn that this is EC2, and
 * disks are plugged in while they run.
 */
final class DirectBoard extends PcieBoard {
    /** What QEMU calls the console of Xen's guests, {@code hvc0}; drained as the serial one is. */
    static final String CONSOLE = "hvc";

    private final DirectBoot start;

    DirectBoard(DirectBoot start) {
        this.start = start;
    }

    @Override
    public String program() {
        return "qemu-system-x86_64";
    }

    @Override
    public String packages() {
        return "qemu-system-x86 qemu-utils";
    }

    @Override
    public List<ObjectNode> firmware(MachineSpec spec, Path directory) {
        return List.of();
    }

    @Override
    public List<String> processors(Accelerator accelerator, GuestLimits limits) {
        return accelerator.arguments(limits);
    }

    @Override
    public List<String> machine(MachineSpec spec) {
        // Sleeping machines would be woken through a start that their kernel's file is not there for any more.
        List<String> arguments = new ArrayList<>(List.of(
                "-machine",
                "q35,vmport=off",
                "-global",
                "ICH9-LPC.disable_s3=1",
                "-boot",
                "strict=on",
                "-kernel",
                start.kernel().toString()));
        Path ramDisk = start.ramDisk();
        if (ramDisk != null) {
            arguments.addAll(List.of("-initrd", ramDisk.toString()));
        }
        arguments.addAll(List.of("-append", start.arguments()));
        arguments.addAll(identity(spec));
        return arguments;
    }

    @Override
    public List<String> slots(GuestLimits limits) {
        List<String> arguments = new ArrayList<>(super.slots(limits));
        arguments.addAll(List.of(
                "-chardev",
                "ringbuf,id=" + CONSOLE + ",size=" + limits.consoleBytes(),
                "-device",
                "virtio-serial-pci,bus=pcie.0,addr=" + Ports.SCREEN,
                "-device",
                "virtconsole,chardev=" + CONSOLE));
        return arguments;
    }
}
