package dev.origami.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** RunInstances, until the machine's processors run. */
final class RunRow implements Row {
    private static final String TYPE = "t3.nano";
    private static final String TYPE_MIB = "512";
    private static final String TYPE_CPUS = "2";

    @Override
    public String name() {
        return "run";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path data = Files.createDirectories(disk.directory().resolve("run"));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (OwnService service = OwnService.start(data);
                Ec2Client ec2 = service.client(Region.US_EAST_1)) {
            String image = service.importDisk(disk.raw(), ec2);
            for (int run = 0; run <= runs; run++) {
                double mine = Timing.seconds(() -> awaitState(ec2, run(ec2, image), InstanceStateName.RUNNING));
                endAll(ec2);
                double other = byHand(disk);
                if (run > 0) {
                    ours.add(mine);
                    theirs.add(other);
                }
            }
        }
        return List.of(new Comparison(
                "run",
                "RunInstances, until the instance is running",
                "s",
                Figures.of(ours),
                "qemu-img create over the raw file, qemu-system-x86_64 -daemonize",
                Figures.of(theirs),
                "Ours makes a network of its own too, and its disk comes from the block store."));
    }

    private static String run(Ec2Client ec2, String image) {
        return ec2.runInstances(request ->
                        request.imageId(image).instanceType(TYPE).minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
    }

    private static void endAll(Ec2Client ec2) throws IOException {
        List<String> all = ec2.describeInstances().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(instance -> instance.instanceId())
                .toList();
        var _ = ec2.terminateInstances(request -> request.instanceIds(all));
        for (String id : all) {
            awaitState(ec2, id, InstanceStateName.TERMINATED);
        }
    }

    private static void awaitState(Ec2Client ec2, String id, InstanceStateName wanted) throws IOException {
        InstanceStateName state = InstanceStateName.PENDING;
        while (state != wanted) {
            if (state == InstanceStateName.TERMINATED) {
                throw new IOException(id + " ended");
            }
            state = ec2.describeInstances(request -> request.instanceIds(id))
                    .reservations()
                    .getFirst()
                    .instances()
                    .getFirst()
                    .state()
                    .name();
        }
    }

    /** What someone would type for one server without a service; answers the seconds until its processors run. */
    private static double byHand(BenchDisk disk) throws IOException, InterruptedException {
        Path overlay = disk.directory().resolve("by-hand.qcow2");
        Path pidFile = disk.directory().resolve("by-hand.pid");
        double seconds = Timing.seconds(() -> {
            Timing.run(List.of(
                    "qemu-img",
                    "create",
                    "-q",
                    "-f",
                    "qcow2",
                    "-F",
                    "raw",
                    "-b",
                    disk.raw().toString(),
                    overlay.toString()));
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
        });
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle.of(pid).ifPresent(qemu -> {
            boolean _ = qemu.destroyForcibly();
            var _ = qemu.onExit().join();
        });
        Files.deleteIfExists(overlay);
        return seconds;
    }
}
