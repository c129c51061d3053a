package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.machine.DirectBoot;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What differs between kinds of machines: QEMU's program for them, what starts them, and which devices they have where. */
interface Board {
    /** The board that such a machine is built on. */
    static Board of(MachineSpec spec) {
        DirectBoot start = spec.start();
        if (start != null) {
            return new DirectBoard(start);
        }
        return switch (spec.architecture()) {
            case X86_64 -> new Q35();
            case ARM64 -> new Virt();
        };
    }

    /** QEMU's program. */
    String program();

    /** The packages that bring the program. */
    String packages();

    /**
     * The nodes of the firmware, with its files made ready in the machine's directory; none for what QEMU has in itself,
     * or where there is no firmware.
     */
    List<ObjectNode> firmware(MachineSpec spec, Path directory) throws IOException, MachineException;

    /** QEMU's arguments for the accelerator and the model of the processors. */
    List<String> processors(Accelerator accelerator, GuestLimits limits);

    /** QEMU's arguments for the board, for what it starts, and for what it tells the guest of itself. */
    List<String> machine(MachineSpec spec);

    /** QEMU's arguments for the screen, and for the slots that disks and the network are put into. */
    List<String> slots(GuestLimits limits);

    /** The value of {@code -device} for the network card, whose back end is called {@code net0}. */
    String network(MachineSpec spec);

    /** The value of {@code -device} for the source of random numbers, whose back end is called {@code entropy}. */
    String entropy();

    /** The name of {@code -device} for a TPM. */
    String tpm();

    /** The slot for a disk when these are taken; empty when there is none left. */
    Optional<String> slot(Disk disk, Set<String> taken, GuestLimits limits);

    /**
     * The value of {@code -device} for a disk.
     *
     * @param node what the disk reads and writes
     */
    String disk(Disk disk, String node, String slot);
}
