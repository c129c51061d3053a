package dev.origami.command.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/**
 * One image started in three ways, until it writes a given text to its console: paravirtual, through firmware and boot
 * loader on virtio, and through them on the hardware of an old PC. The disk has a {@code menu.lst} besides its boot loader.
 */
final class BootRow implements Row {
    /** That has little memory and knows both kinds of virtualization. */
    private static final String TYPE = "t1.micro";

    private static final String TYPE_MIB = "627";
    private static final String VIRTIO = "HVM of the same image, on virtio";
    private static final String EMULATED = "HVM of the same disk by hand, on IDE and e1000";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PAUSE_MILLIS = 20;
    private static final int KIB_IN_MIB = 1024;

    private final @Nullable Path disk;
    private final String marker;

    /**
     * @param disk a raw disk; null when none is given
     * @param marker what its console says when the guest is where the time is taken
     */
    BootRow(@Nullable Path disk, String marker) {
        this.disk = disk;
        this.marker = marker;
    }

    /** What a start came to. */
    private record Start(double seconds, double mib) {}

    /** Starts of one kind. */
    private record Starts(List<Double> seconds, List<Double> mib) {
        Starts() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(Start start) {
            seconds.add(start.seconds());
            mib.add(start.mib());
        }
    }

    @Override
    public String name() {
        return "boot";
    }

    @Override
    public List<Comparison> measure(BenchDisk data, int runs) throws IOException, InterruptedException {
        Path raw = disk;
        if (raw == null) {
            throw new IOException("boot needs a disk to start: --disk FILE");
        }
        Path directory = Files.createDirectories(data.directory().resolve("boot"));
        Starts paravirtual = new Starts();
        Starts virtio = new Starts();
        Starts emulated = new Starts();
        try (OwnService service = OwnService.start(directory);
                Ec2Client ec2 = service.client(Region.US_EAST_1)) {
            String hvm = service.importDisk(raw, ec2);
            String pv = registerParavirtual(ec2, hvm);
            for (int run = 0; run <= runs; run++) {
                Start first = launched(ec2, pv);
                Start second = launched(ec2, hvm);
                Start third = byHand(directory, raw);
                if (run > 0) {
                    paravirtual.add(first);
                    virtio.add(second);
                    emulated.add(third);
                }
            }
        }
        String note = "From the call (by hand: the command) to \"" + marker + "\" on the console.";
        String memory = "What QEMU's process holds then, its part of what is shared included.";
        return List.of(
                compared("start paravirtual", "s", paravirtual.seconds(), VIRTIO, virtio.seconds(), note),
                compared("start paravirtual", "s", paravirtual.seconds(), EMULATED, emulated.seconds(), note),
                compared("memory of the host, paravirtual", "MiB", paravirtual.mib(), VIRTIO, virtio.mib(), memory),
                compared(
                        "memory of the host, paravirtual", "MiB", paravirtual.mib(), EMULATED, emulated.mib(), memory));
    }

    private static Comparison compared(
            String what, String unit, List<Double> ours, String peer, List<Double> theirs, String note) {
        return new Comparison("boot", what, unit, Figures.of(ours), peer, Figures.of(theirs), note);
    }

    private static String registerParavirtual(Ec2Client ec2, String hvm) {
        String snapshot = ec2.describeImages(request -> request.imageIds(hvm))
                .images()
                .getFirst()
                .blockDeviceMappings()
                .getFirst()
                .ebs()
                .snapshotId();
        String kernel = ec2.describeImages(request -> request.owners("amazon")
                        .filters(Filter.builder()
                                .name("name")
                                .values("pv-grub-hd0_*-x86_64.gz")
                                .build()))
                .images()
                .getFirst()
                .imageId();
        return ec2.registerImage(request -> request.name("paravirtual")
                        .architecture("x86_64")
                        .virtualizationType("paravirtual")
                        .kernelId(kernel)
                        .rootDeviceName("/dev/sda1")
                        .blockDeviceMappings(BlockDeviceMapping.builder()
                                .deviceName("/dev/sda1")
                                .ebs(volume -> volume.snapshotId(snapshot))
                                .build()))
                .imageId();
    }

    private Start launched(Ec2Client ec2, String image) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String id = ec2.runInstances(request ->
                        request.imageId(image).instanceType(TYPE).minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
        double seconds = awaited(begin, () -> {
            String output =
                    ec2.getConsoleOutput(request -> request.instanceId(id)).output();
            return output == null ? "" : new String(Base64.getDecoder().decode(output), StandardCharsets.ISO_8859_1);
        });
        double mib = mib(process(id));
        var _ = ec2.terminateInstances(request -> request.instanceIds(id));
        while (ec2.describeInstances(request -> request.instanceIds(id))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .state()
                        .name()
                != InstanceStateName.TERMINATED) {
            Thread.sleep(PAUSE_MILLIS);
        }
        return new Start(seconds, mib);
    }

    private Start byHand(Path directory, Path raw) throws IOException, InterruptedException {
        Path console = Files.createTempFile(directory, "console", null);
        long begin = System.nanoTime();
        Process qemu = new ProcessBuilder(
                        "qemu-system-x86_64",
                        "-machine",
                        "pc,accel=kvm:tcg",
                        "-m",
                        TYPE_MIB,
                        "-display",
                        "none",
                        "-nic",
                        "user,model=e1000,restrict=on",
                        "-serial",
                        "file:" + console,
                        "-drive",
                        "if=ide,format=raw,snapshot=on,file=" + raw.toAbsolutePath())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            double seconds = awaited(begin, () -> Files.readString(console, StandardCharsets.ISO_8859_1));
            return new Start(seconds, mib(qemu.pid()));
        } finally {
            Process _ = qemu.destroyForcibly();
            int _ = qemu.waitFor();
        }
    }

    /** Tells what is on a console. */
    @FunctionalInterface
    private interface Console {
        String read() throws IOException;
    }

    private double awaited(long begin, Console console) throws IOException, InterruptedException {
        while (!console.read().contains(marker)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IOException("the console does not say \"" + marker + "\" within " + PATIENCE);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static long process(String instance) throws IOException {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> isMachine(pid, instance))
                    .findFirst()
                    .orElseThrow(() -> new IOException(instance + " has no process"));
        }
    }

    private static boolean isMachine(long pid, String instance) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                    .contains("-name\0" + instance + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    private static double mib(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        Optional<String> line = Files.readAllLines(rollup).stream()
                .filter(text -> text.startsWith("Pss:"))
                .findFirst();
        return Double.parseDouble(line.orElseThrow(() -> new IOException("no Pss in " + rollup))
                        .replaceAll("\\D", ""))
                / KIB_IN_MIB;
    }
}
