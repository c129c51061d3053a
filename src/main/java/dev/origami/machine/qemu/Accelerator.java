package dev.origami.machine.qemu;

import dev.origami.config.GuestLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What runs the guest's instructions: with the processor model, the only lines of a machine that differ. */
public enum Accelerator {
    KVM,
    TCG;

    /** Where the exit port of the trial machine lies, and what QEMU's exit code becomes when it is reached. */
    private static final int EXIT_PORT = 0xf4;

    private static final int REACHED = 33;
    /** Half a second's. */
    private static final byte TICKS = 10;

    private static final int SECTOR_BYTES = 512;
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Pattern VIRTUALIZATION = Pattern.compile("^flags\\s*:.*\\b(vmx|svm)\\b", Pattern.MULTILINE);

    /** Tries: the device file alone says nothing of whether KVM works. */
    public static Accelerator probe(GuestLimits limits) {
        try {
            if (!Files.isWritable(Path.of("/dev/kvm")) || !hasVirtualization(Files.readString(CPU_INFO))) {
                return TCG;
            }
            Path disk = Files.createTempFile("origami-kvm", ".raw");
            try {
                Files.write(disk, trialDisk());
                return boots(disk, limits) ? KVM : TCG;
            } finally {
                Files.delete(disk);
            }
        } catch (IOException e) {
            return TCG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return TCG;
        }
    }

    /**
     * Whether the processor has what KVM needs to run any guest. There are kernels that offer {@code /dev/kvm} without
     * it: a small trial runs there, slowly, and a firmware or a stock kernel never gets to its end.
     */
    static boolean hasVirtualization(String cpuInfo) {
        return VIRTUALIZATION.matcher(cpuInfo).find();
    }

    /** Tries when first asked, and remembers: where KVM is offered and does not work, the trial takes all of its time. */
    public static Supplier<Accelerator> whenAsked(GuestLimits limits) {
        return new Supplier<>() {
            private @Nullable Accelerator found;

            @Override
            public synchronized Accelerator get() {
                Accelerator known = found == null ? probe(limits) : found;
                found = known;
                return known;
            }
        };
    }

    /** QEMU's arguments for it. */
    List<String> arguments(GuestLimits limits) {
        return switch (this) {
            case KVM -> List.of("-accel", "kvm");
            case TCG -> List.of("-accel", "tcg,thread=multi,tb-size=" + limits.translationMiB());
        };
    }

    /**
     * A boot sector: allow interrupts, wait for ten ticks of the timer, write to the exit port. To get there a processor
     * must have run all of the firmware, and the timer must tick: where KVM is offered and does not work, one or the
     * other does not happen, or only now and then, so that one tick would prove little.
     */
    private static byte[] trialDisk() {
        byte[] sector = new byte[SECTOR_BYTES];
        byte[] code = {
            (byte) 0xfb, // sti
            (byte) 0xb9,
            TICKS,
            0, // mov cx, TICKS
            (byte) 0xf4, // hlt
            (byte) 0xe2,
            (byte) 0xfd, // loop back to the hlt
            (byte) 0xb0,
            0x10,
            (byte) 0xe6,
            (byte) EXIT_PORT, // out
            (byte) 0xf4 // hlt
        };
        System.arraycopy(code, 0, sector, 0, code.length);
        sector[SECTOR_BYTES - 2] = 0x55;
        sector[SECTOR_BYTES - 1] = (byte) 0xaa;
        return sector;
    }

    private static boolean boots(Path disk, GuestLimits limits) throws IOException, InterruptedException {
        // Not ended from here: whoever starts this may itself be ended meanwhile, and a machine that hangs would stay.
        Process qemu = new ProcessBuilder(
                        "timeout",
                        "--signal=KILL",
                        Long.toString(limits.kvmTrial().toSeconds()),
                        "qemu-system-x86_64",
                        "-accel",
                        "kvm",
                        "-cpu",
                        "host",
                        "-machine",
                        "pc",
                        "-m",
                        "16",
                        "-nodefaults",
                        "-no-user-config",
                        "-display",
                        "none",
                        "-drive",
                        "file=" + disk + ",format=raw,if=ide",
                        "-device",
                        "isa-debug-exit,iobase=" + EXIT_PORT + ",iosize=1")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return qemu.waitFor() == REACHED;
    }
}
