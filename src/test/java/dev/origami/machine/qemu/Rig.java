package dev.origami.machine.qemu;

import dev.origami.block.Backing;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskSecret;
import dev.origami.block.ManifestId;
import dev.origami.block.TestKeys;
import dev.origami.block.luks.LuksHeader;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.tool.DiskTools;
import dev.origami.block.tool.QemuNodes;
import dev.origami.config.GuestLimits;
import dev.origami.config.NbdLimits;
import dev.origami.config.ToolLimits;
import dev.origami.guest.GuestShell;
import dev.origami.guest.TinyGuest;
import dev.origami.id.InstanceId;
import dev.origami.id.LineageId;
import dev.origami.id.VolumeId;
import dev.origami.id.VpcId;
import dev.origami.machine.Architecture;
import dev.origami.machine.Disk;
import dev.origami.machine.Firmware;
import dev.origami.machine.FirmwareOptions;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.Nic;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Machines in a directory of their own, over a served image of the tiny guest. */
final class Rig {
    static final ManifestId IMAGE = new ManifestId("ab".repeat(32));
    static final long MIB = 1024 * 1024;
    private static final long ROOT_BYTES = 64 * MIB;
    private static final long PAUSE_MILLIS = 200;
    private static final Duration BOOT = Duration.ofMinutes(2);

    final Path directory;
    final TestKeys keys = new TestKeys();
    final HeardEvents events = new HeardEvents();
    final QemuMachines machines;
    private final Path exportSocket;
    private final Backing export;
    private final DiskTools tools;
    private final Overlays overlays;
    private final Collection<InstanceId> made = new LinkedHashSet<>();
    private NbdServer server;
    private volatile Backing base;
    private int addresses;

    Rig() throws IOException, InterruptedException {
        directory = Files.createTempDirectory(
                "rig", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        exportSocket = directory.resolve("nbd");
        tools = new DiskTools(directory, ToolLimits.defaults());
        overlays = new Overlays(tools, keys);
        export = new Backing.Export(exportSocket, IMAGE.hex());
        base = export;
        server = serve();
        machines = machines(events);
    }

    /** Another service over the same machines. */
    QemuMachines machines(HeardEvents listener) {
        QemuMachines made = new QemuMachines(
                directory.resolve("machines"),
                directory,
                _ -> base,
                keys,
                new ForwardedNetworks(),
                () -> Accelerator.TCG,
                GuestLimits.defaults());
        made.listen(listener);
        return made;
    }

    void stopServing() throws IOException {
        server.close();
    }

    void serveAgain() throws IOException, InterruptedException {
        server = serve();
    }

    private NbdServer serve() throws IOException, InterruptedException {
        return NbdServer.start(exportSocket, new RawFileExports(IMAGE, TinyGuest.disk()), NbdLimits.defaults());
    }

    /** A machine whose root volume is a new overlay over the image, and no other disk. */
    MachineSpec spec() throws IOException {
        return spec(ofImage(VolumeId.create()));
    }

    MachineSpec spec(Disk... disks) {
        return spec(Firmware.BIOS, disks);
    }

    MachineSpec spec(Firmware firmware, Disk... disks) {
        InstanceId id = InstanceId.create();
        made.add(id);
        addresses++;
        // Other test runs of the same host have other addresses.
        String address = "127." + (1 + ProcessHandle.current().pid() % 200) + "."
                + (1 + ProcessHandle.current().pid() / 200 % 200) + "." + addresses;
        Nic nic = new Nic("02:00:00:00:00:0" + addresses, "10.0.2.15", "10.0.2.0/24", address, FirewallRules.NONE);
        return new MachineSpec(
                id,
                MachineSpec.uuidOf(id),
                "t3.micro",
                Architecture.X86_64,
                firmware,
                FirmwareOptions.NONE,
                1,
                1,
                192,
                List.of(disks),
                VpcId.create(),
                nic,
                directory.resolve("metadata"));
    }

    Disk.Volume ofImage(VolumeId volume) throws IOException {
        return Disk.ofVolume(volume, DiskChain.of(overlay(ROOT_BYTES), IMAGE, ROOT_BYTES), "/dev/xvda", true);
    }

    Disk.Volume empty(VolumeId volume, String device, int sizeMiB) throws IOException {
        return Disk.ofVolume(volume, DiskChain.of(overlay(sizeMiB * MIB), null, sizeMiB * MIB), device, false);
    }

    /** As {@link #ofImage}, with an encrypted overlay. */
    Disk.Volume encryptedOfImage(VolumeId volume, LineageId lineage) throws IOException {
        DiskChain chain = DiskChain.encrypted(overlay(ROOT_BYTES, lineage), IMAGE, ROOT_BYTES, lineage);
        return Disk.ofVolume(volume, chain, "/dev/xvda", true);
    }

    /** As {@link #empty}, encrypted. */
    Disk.Volume encrypted(VolumeId volume, String device, int sizeMiB, LineageId lineage) throws IOException {
        DiskChain chain = DiskChain.encrypted(overlay(sizeMiB * MIB, lineage), null, sizeMiB * MIB, lineage);
        return Disk.ofVolume(volume, chain, device, false);
    }

    Path overlay(long sizeBytes) throws IOException {
        return overlay(sizeBytes, null);
    }

    Path overlay(long sizeBytes, @Nullable LineageId lineage) throws IOException {
        Path file = directory.resolve("overlay-" + VolumeId.create().value());
        overlays.create(file, sizeBytes, lineage);
        return file;
    }

    /**
     * Copies all that a volume holds, with what lies under it, while nothing writes to its overlays: an encrypted one
     * into a LUKS container.
     */
    void copyTo(Path file, DiskChain chain) throws IOException {
        LineageId lineage = chain.lineage();
        String source =
                "json:" + QemuNodes.overlays(chain.overlays(), export, lineage == null ? null : DiskTools.SECRET, true);
        if (lineage == null) {
            String _ = tools.run(List.of("qemu-img", "convert", "-O", "raw", source, file.toString()));
            return;
        }
        String passphrase = DiskSecret.passphrase(keys, lineage);
        try (RandomAccessFile container = new RandomAccessFile(file.toFile(), "rw")) {
            container.write(LuksHeader.of(new byte[LuksHeader.KEY_BYTES], passphrase, new SecureRandom()));
            container.setLength(LuksHeader.BYTES + chain.sizeBytes());
        }
        String target = "driver=luks,key-secret=" + DiskTools.SECRET + ",file.filename=" + file;
        List<String> command = List.of("qemu-img", "convert", "-n", "--target-image-opts", source, target);
        String _ = tools.runAllowing(Set.of(), command, passphrase);
    }

    /** From now on nodes of the image are this and not the export. */
    void useBase(Backing file) {
        base = file;
    }

    /** The process that a machine runs as, as recorded. */
    Optional<HostProcess> process(InstanceId id) throws IOException {
        return new MachineFiles(directory.resolve("machines"), directory).process(id);
    }

    Overlays overlays() {
        return overlays;
    }

    static GuestShell shell(MachineSpec spec) {
        return new GuestShell(spec.nic().publicIp(), GuestShell.PORT);
    }

    GuestShell boot(MachineSpec spec) throws Exception {
        machines.start(spec);
        GuestShell shell = shell(spec);
        try {
            shell.awaitReady(BOOT);
        } catch (IOException e) {
            throw new IOException(new String(machines.console(spec.id()), StandardCharsets.UTF_8), e);
        }
        return shell;
    }

    /** Waits until the guest has written this to its console. */
    void awaitConsole(InstanceId id, String text) throws Exception {
        await(() -> new String(machines.console(id), StandardCharsets.UTF_8).contains(text));
    }

    void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + BOOT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + BOOT);
            }
            boolean _ = new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends all machines and removes everything. */
    void end() throws IOException, InterruptedException {
        for (InstanceId id : made) {
            machines.kill(id);
        }
        server.close();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
