package dev.origami.command.bench;

import dev.origami.block.Backing;
import dev.origami.block.BlockKeys;
import dev.origami.block.DiskChain;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.Config;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.id.VpcId;
import dev.origami.machine.Architecture;
import dev.origami.machine.Disk;
import dev.origami.machine.Firmware;
import dev.origami.machine.FirmwareOptions;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.Machines;
import dev.origami.machine.network.ApiSockets;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.Networks;
import dev.origami.machine.network.Nic;
import dev.origami.machine.qemu.Accelerator;
import dev.origami.machine.qemu.QemuMachines;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a guest that writes all the time stands still while both of its volumes are frozen at one moment. */
final class FreezeRow implements Row {
    private static final List<Long> SIZES_GIB = List.of(1L, 1024L);
    private static final double MILLIS = 1e6;
    private static final int MEMORY_MIB = 128;
    private static final String PROMPT = "(qemu) ";

    @Override
    public String name() {
        return "freeze";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        List<Comparison> found = new ArrayList<>();
        for (long gib : SIZES_GIB) {
            Path directory = Files.createDirectories(disk.directory().resolve("freeze-" + gib));
            try (DiskTools tools = new DiskTools(directory, Config.defaults().tools())) {
                found.add(measure(new Overlays(tools, BlockKeys.NONE), directory, gib << 30, runs));
            } catch (MachineException e) {
                throw new IOException(e);
            }
        }
        return found;
    }

    private static Comparison measure(Overlays overlays, Path directory, long sizeBytes, int runs)
            throws IOException, InterruptedException, MachineException {
        // One after the other: two guests that write all the time on few cores would measure each other.
        List<Double> ours = new ArrayList<>();
        try (OwnGuest guest = OwnGuest.start(overlays, directory, sizeBytes)) {
            double _ = guest.freeze();
            for (int run = 0; run < runs; run++) {
                ours.add(guest.freeze());
            }
        }
        List<Double> theirs = new ArrayList<>();
        try (PeerGuest peer = PeerGuest.start(overlays, directory, sizeBytes)) {
            double _ = peer.snapshot(0);
            for (int run = 1; run <= runs; run++) {
                theirs.add(peer.snapshot(run));
            }
        }
        return new Comparison(
                "freeze",
                "freeze two volumes of " + (sizeBytes >> 30) + " GiB under a guest that writes",
                "ms",
                Figures.of(ours),
                "snapshot_blkdev_internal of the one that it writes to",
                Figures.of(theirs),
                "The goal is 10 ms whatever the size.");
    }

    private static Path newOverlay(Overlays overlays, Path directory, long sizeBytes) throws IOException {
        Path file = directory.resolve(VolumeId.create().value() + ".qcow2");
        overlays.create(file, sizeBytes, null);
        return file;
    }

    private static Path rootOverlay(Overlays overlays, Path directory, long sizeBytes)
            throws IOException, InterruptedException {
        Path file = newOverlay(overlays, directory, sizeBytes);
        Path sector = Files.write(directory.resolve("sector"), WritingGuest.bootSector());
        Timing.run(List.of("qemu-io", "-f", "qcow2", "-c", "write -q -s " + sector + " 0 512", file.toString()));
        return file;
    }

    /** The guest in a machine as the service makes them, closed in. */
    private record OwnGuest(
            Overlays overlays, Path directory, long sizeBytes, Machines machines, InstanceId id, List<VolumeId> volumes)
            implements AutoCloseable {
        static OwnGuest start(Overlays overlays, Path directory, long sizeBytes)
                throws IOException, InterruptedException, MachineException {
            Config config = Config.defaults();
            Networks networks = Networks.open(
                    false, directory.resolve("networks"), directory, ApiSockets.NONE, config.guestNetworks());
            Machines machines = new QemuMachines(
                    Files.createDirectories(directory.resolve("machines")),
                    directory,
                    _ -> new Backing.FullFile(directory.resolve("none")),
                    BlockKeys.NONE,
                    networks,
                    Accelerator.whenAsked(config.guests()),
                    config.guests());
            List<VolumeId> volumes = List.of(VolumeId.create(), VolumeId.create());
            Path root = rootOverlay(overlays, directory, sizeBytes);
            Path second = newOverlay(overlays, directory, sizeBytes);
            InstanceId id = InstanceId.create();
            machines.start(new MachineSpec(
                    id,
                    MachineSpec.uuidOf(id),
                    "t3.nano",
                    Architecture.X86_64,
                    Firmware.BIOS,
                    FirmwareOptions.NONE,
                    1,
                    1,
                    MEMORY_MIB,
                    List.of(
                            Disk.ofVolume(volumes.get(0), DiskChain.of(root, null, sizeBytes), "/dev/xvda", true),
                            Disk.ofVolume(volumes.get(1), DiskChain.of(second, null, sizeBytes), "/dev/sdf", false)),
                    VpcId.create(),
                    new Nic("02:00:00:00:00:01", "10.0.2.15", "10.0.2.0/24", "", FirewallRules.NONE),
                    directory.resolve("metadata")));
            awaitWrites(root);
            return new OwnGuest(overlays, directory, sizeBytes, machines, id, volumes);
        }

        /** Answers the milliseconds that it stood still. */
        double freeze() throws IOException, InterruptedException, MachineException {
            Path root = newOverlay(overlays, directory, sizeBytes);
            List<Machines.NewOverlay> next = List.of(
                    new Machines.NewOverlay(volumes.get(0), root, null),
                    new Machines.NewOverlay(volumes.get(1), newOverlay(overlays, directory, sizeBytes), null));
            double millis = machines.freeze(id, next).toNanos() / MILLIS;
            awaitWrites(root);
            return millis;
        }

        @Override
        public void close() {
            try {
                machines.kill(id);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The same guest in a QEMU started by hand. */
    private record PeerGuest(Process qemu, BufferedWriter monitor, InputStream answers) implements AutoCloseable {
        static PeerGuest start(Overlays overlays, Path directory, long sizeBytes)
                throws IOException, InterruptedException {
            Path root = rootOverlay(overlays, directory, sizeBytes);
            List<String> command = new ArrayList<>(List.of("qemu-system-x86_64"));
            command.addAll(
                    Accelerator.probe(Config.defaults().guests()) == Accelerator.KVM
                            ? List.of("-accel", "kvm")
                            : List.of("-accel", "tcg"));
            command.addAll(List.of(
                    "-machine",
                    "q35",
                    "-m",
                    MEMORY_MIB + "M",
                    "-display",
                    "none",
                    "-nic",
                    "none",
                    "-monitor",
                    "stdio",
                    "-drive",
                    "if=virtio,id=root,format=qcow2,file=" + root));
            Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
            PeerGuest peer = new PeerGuest(qemu, qemu.outputWriter(), qemu.getInputStream());
            peer.awaitPrompt();
            awaitWrites(root);
            return peer;
        }

        /** Answers how many milliseconds the command took. */
        double snapshot(int number) throws IOException {
            long begin = System.nanoTime();
            monitor.write("snapshot_blkdev_internal root s" + number + "\n");
            monitor.flush();
            awaitPrompt();
            return (System.nanoTime() - begin) / MILLIS;
        }

        private void awaitPrompt() throws IOException {
            StringBuilder said = new StringBuilder();
            while (!said.toString().endsWith(PROMPT)) {
                byte[] some = new byte[1024];
                int count = answers.read(some);
                if (count < 0) {
                    throw new IOException("QEMU ended: " + said);
                }
                said.append(new String(some, 0, count, StandardCharsets.UTF_8));
            }
        }

        @Override
        public void close() {
            qemu.destroyForcibly().onExit().join();
        }
    }

    /** Returns when a guest has written to the overlay. */
    private static void awaitWrites(Path overlay) throws IOException, InterruptedException {
        long size = Files.size(overlay);
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (Files.size(overlay) == size) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the guest does not write");
            }
            Thread.sleep(5);
        }
    }
}
