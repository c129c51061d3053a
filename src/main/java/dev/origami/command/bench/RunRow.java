package dev.origami.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** RunInstances, until the machine's processors run. */
final class RunRow implements Row {
    private static final String TYPE = "t3.nano";
    private static final String TYPE_MIB = "512";
    private static final String TYPE_CPUS = "2";
    private static final int MANY = 20;

    @Override
    public String name() {
        return "run";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path data = Files.createDirectories(disk.directory().resolve("run"));
        try (OwnService service = OwnService.start(data);
                Ec2Client ec2 = service.client(Region.US_EAST_1)) {
            String image = service.importDisk(disk.raw(), ec2);
            return List.of(measure(ec2, image, disk, runs, 1), measure(ec2, image, disk, runs, MANY));
        }
    }

    private static Comparison measure(Ec2Client ec2, String image, BenchDisk disk, int runs, int count)
            throws IOException, InterruptedException {
        List<Double> ours = new ArrayList<>();
        List<Double> answers = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            List<String> started = new ArrayList<>();
            double answer = Timing.seconds(() -> started.addAll(run(ec2, image, count)));
            double mine = answer + Timing.seconds(() -> awaitState(ec2, started, InstanceStateName.RUNNING));
            endAll(ec2);
            double other = byHand(disk, count);
            if (run > 0) {
                answers.add(answer);
                ours.add(mine);
                theirs.add(other);
            }
        }
        return new Comparison(
                "run",
                "RunInstances of " + count + ", until all run",
                "s",
                Figures.of(ours),
                "qemu-img create over the raw file, qemu-system-x86_64 -daemonize, " + count + " times",
                Figures.of(theirs),
                String.format(
                        Locale.ROOT,
                        "Answered after %.3f s (median). Ours makes a network too, and its disk comes from the block store.",
                        Figures.of(answers).median()));
    }

    private static List<String> run(Ec2Client ec2, String image, int count) {
        return ec2
                .runInstances(request -> request.imageId(image)
                        .instanceType(TYPE)
                        .minCount(count)
                        .maxCount(count))
                .instances()
                .stream()
                .map(instance -> instance.instanceId())
                .toList();
    }

    private static void endAll(Ec2Client ec2) throws IOException {
        List<String> all = ec2.describeInstances().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(instance -> instance.instanceId())
                .toList();
        var _ = ec2.terminateInstances(request -> request.instanceIds(all));
        awaitState(ec2, all, InstanceStateName.TERMINATED);
    }

    private static void awaitState(Ec2Client ec2, List<String> ids, InstanceStateName wanted) throws IOException {
        Set<InstanceStateName> states = Set.of();
        while (!states.equals(Set.of(wanted))) {
            states = ec2.describeInstances(request -> request.instanceIds(ids)).reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .map(instance -> instance.state().name())
                    .collect(Collectors.toSet());
            if (wanted != InstanceStateName.TERMINATED && states.contains(InstanceStateName.TERMINATED)) {
                throw new IOException("one of " + ids + " ended");
            }
        }
    }

    /** What someone would type without a service, server by server; answers the seconds until all processors run. */
    private static double byHand(BenchDisk disk, int count) throws IOException, InterruptedException {
        List<Path> overlays = new ArrayList<>();
        List<Path> pidFiles = new ArrayList<>();
        double seconds = Timing.seconds(() -> {
            for (int index = 0; index < count; index++) {
                Path overlay = disk.directory().resolve("by-hand-" + index + ".qcow2");
                Path pidFile = disk.directory().resolve("by-hand-" + index + ".pid");
                overlays.add(overlay);
                pidFiles.add(pidFile);
                start(disk.raw(), overlay, pidFile);
            }
        });
        for (Path pidFile : pidFiles) {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            ProcessHandle.of(pid).ifPresent(qemu -> {
                boolean _ = qemu.destroyForcibly();
                var _ = qemu.onExit().join();
            });
        }
        for (Path overlay : overlays) {
            Files.deleteIfExists(overlay);
        }
        return seconds;
    }

    private static void start(Path raw, Path overlay, Path pidFile) throws IOException, InterruptedException {
        Timing.run(List.of(
                "qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", raw.toString(), overlay.toString()));
        Timing.run(List.of(
                "qemu-system-x86_64",
                "-machine",
                "q35,accel=kvm:tcg",
                "-m",
                TYPE_MIB,
                "-smp",
                TYPE_CPUS,
                "-display",
                "none",
                "-nic",
                "user",
                "-drive",
                "if=virtio,format=qcow2,file=" + overlay,
                "-daemonize",
                "-pidfile",
                pidFile.toString()));
    }
}
