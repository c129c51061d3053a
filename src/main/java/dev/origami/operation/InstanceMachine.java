package dev.origami.operation;

import dev.origami.block.DiskChain;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.instance.EphemeralDisk;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.InstanceType;
import dev.origami.instance.InstanceType.Storage;
import dev.origami.instance.InstanceUefi;
import dev.origami.instance.Instances;
import dev.origami.machine.Architecture;
import dev.origami.machine.Disk;
import dev.origami.machine.Firmware;
import dev.origami.machine.FirmwareOptions;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.Nic;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.Subnet;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeIos;
import dev.origami.volume.Volumes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine of an instance, as its rows say: started, shut down, ended. Nothing here changes the instance's state; who
 * calls it owns the instance's power.
 */
public final class InstanceMachine implements InstancePower {
    private static final Logger log = LoggerFactory.getLogger(InstanceMachine.class);
    private static final long BYTES_PER_GB = 1_000_000_000L;
    private static final long PAGE_BYTES = 4096;

    private final Path dataDirectory;
    private final Database database;
    private final Instances instances;
    private final Volumes volumes;
    private final NetworkInterfaces interfaces;
    private final Firewall firewall;
    private final SubnetFirewall subnets;
    private final VolumeDisks disks;
    private final GuestMetadata metadata;
    private final Machines machines;
    private final PublicReach reach;
    private final DirectStarts directStarts;
    private final InstanceLimits limits;

    public InstanceMachine(
            Path dataDirectory,
            Database database,
            Instances instances,
            Volumes volumes,
            NetworkInterfaces interfaces,
            Firewall firewall,
            SubnetFirewall subnets,
            VolumeDisks disks,
            GuestMetadata metadata,
            Machines machines,
            PublicReach reach,
            DirectStarts directStarts,
            InstanceLimits limits) {
        this.dataDirectory = dataDirectory;
        this.database = database;
        this.instances = instances;
        this.volumes = volumes;
        this.interfaces = interfaces;
        this.firewall = firewall;
        this.subnets = subnets;
        this.disks = disks;
        this.metadata = metadata;
        this.machines = machines;
        this.reach = reach;
        this.directStarts = directStarts;
        this.limits = limits;
    }

    /** What of a machine is in the rows, from one moment. */
    private record Rows(
            Instance instance,
            List<Volume> volumes,
            Set<VolumeId> ioEnabled,
            NetworkInterface nic,
            Subnet subnet,
            FirewallRules rules,
            String uefiData) {}

    @Override
    public boolean isMeantToRun(InstanceId id) {
        return database.read(sql -> instances.find(sql, id))
                .filter(instance -> instance.state() == InstanceState.RUNNING)
                .isPresent();
    }

    /** Starts the machine, with its disks as they are; one that runs is left as it is. */
    @Override
    public void start(InstanceId id) throws MachineException, IOException, InterruptedException {
        switch (machines.state(id)) {
            case RUNNING -> {
                return;
            }
            // It stands still with its disks open; what starts is a new machine.
            case SHUT_DOWN -> machines.kill(id);
            case GONE -> {}
        }
        MachineSpec spec = spec(id);
        try {
            subnets.bring(spec.vpc());
            machines.start(spec);
        } finally {
            directStarts.done(id);
        }
        // Its address may have become another while it started.
        reach.apply();
    }

    /** Presses the power button, and ends the machine when the guest has shut down or took too long. */
    @Override
    public void shutDown(InstanceId id) throws MachineException, InterruptedException {
        askToShutDown(id, limits.shutdownPatience());
        machines.kill(id);
    }

    /** Presses the power button, again and again as long as nothing comes of it; whether the guest has shut down. */
    public boolean askToShutDown(InstanceId id, Duration patience) throws MachineException, InterruptedException {
        Duration left = patience;
        while (left.isPositive()) {
            press(id);
            Duration pause = left.compareTo(limits.askAgain()) < 0 ? left : limits.askAgain();
            if (machines.awaitEnd(id, pause)) {
                return true;
            }
            left = left.minus(pause);
        }
        return false;
    }

    private void press(InstanceId id) throws MachineException, InterruptedException {
        try {
            if (machines.state(id) == MachineState.RUNNING) {
                machines.pressPowerButton(id);
            }
        } catch (MachineException e) {
            // It may have shut down just now.
            if (machines.state(id) == MachineState.RUNNING) {
                throw e;
            }
        }
    }

    /** As {@link #askToShutDown}, of a machine that is about to be ended in any case: one that cannot be asked is not. */
    void askBeforeEnd(InstanceId id, Duration patience) throws InterruptedException {
        try {
            boolean _ = askToShutDown(id, patience);
        } catch (MachineException e) {
            log.warn("{} cannot be asked to shut down, and is ended: {}", id, e.getMessage());
        }
    }

    /** Ends the machine at once. */
    public void end(InstanceId id) throws InterruptedException {
        machines.kill(id);
    }

    /** Removes what is lost when an instance stops: the disks of its instance store, and its way to the metadata. */
    public void forget(InstanceId id) throws IOException {
        metadata.close(id);
        Path directory = directory(id);
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    /**
     * What the machine is made of. Opens the disks of its volumes, so the machine must not run.
     *
     * @throws IOException when a disk cannot be had
     */
    public MachineSpec spec(InstanceId id) throws IOException {
        Rows rows = database.read(sql -> rows(sql, id));
        Instance instance = rows.instance();
        InstanceType type = instance.type();
        List<Disk> disks = disks(rows);
        return new MachineSpec(
                id,
                MachineSpec.uuidOf(id),
                type.name(),
                instance.image().architecture().equals("arm64") ? Architecture.ARM64 : Architecture.X86_64,
                instance.image().currentBootMode().equals("uefi") ? Firmware.UEFI : Firmware.BIOS,
                new FirmwareOptions(rows.uefiData(), instance.image().tpmSupport() != null),
                instance.cpu().vcpus(),
                instance.cpu().threads(),
                type.memoryMiB(),
                disks,
                rows.nic().vpc(),
                nic(rows),
                metadata.open(id),
                instance.startsDirectly() ? directStarts.prepare(id, instance.image(), root(disks)) : null);
    }

    private static @Nullable DiskChain root(List<Disk> disks) {
        return disks.stream()
                .filter(Disk.Volume.class::isInstance)
                .map(Disk.Volume.class::cast)
                .filter(Disk.Volume::boots)
                .map(Disk.Volume::chain)
                .findFirst()
                .orElse(null);
    }

    /** Whether it is started without firmware and boot loader. */
    boolean startsDirectly(InstanceId id) {
        return database.read(sql -> instances.find(sql, id))
                .filter(Instance::startsDirectly)
                .isPresent();
    }

    private Rows rows(Handle sql, InstanceId id) {
        Instance instance = instances.get(sql, id);
        NetworkInterface nic = interfaces
                .ofInstance(sql, id)
                .orElseThrow(() -> new IllegalStateException(id + " has no network interface"));
        List<Volume> attached = volumes.attachedTo(sql, id);
        Set<VolumeId> ioEnabled = attached.stream()
                .map(Volume::id)
                .filter(volume -> VolumeIos.of(sql, volume).isEnabled())
                .collect(Collectors.toUnmodifiableSet());
        return new Rows(
                instance,
                attached,
                ioEnabled,
                nic,
                Networks.subnet(sql, nic),
                firewall.rules(sql, nic),
                InstanceUefi.of(sql, id).orElse(""));
    }

    private List<Disk> disks(Rows rows) throws IOException {
        List<Disk> all = new ArrayList<>();
        String root = rows.instance().image().rootDeviceName();
        for (Volume volume : rows.volumes()) {
            Attachment attachment = volume.attachment();
            boolean boots = attachment != null && attachment.device().equals(root);
            DiskChain chain = disks.openAlone(volume.id());
            String device = attachment == null ? "" : attachment.device();
            Disk disk = new Disk.Volume(
                    volume.id(), chain, device, boots, rows.ioEnabled().contains(volume.id()));
            all.add(boots ? 0 : all.size(), disk);
        }
        int offered = rows.instance().type().ephemeralDisks();
        for (EphemeralDisk disk : rows.instance().ephemeralDisks()) {
            // The type may have been changed to one with fewer disks.
            if (disk.number() < offered) {
                all.add(Disk.ofBlank(disk.number(), disk.device(), blank(rows.instance(), disk)));
            }
        }
        return all;
    }

    /** The file of an instance store disk: as large as the type says, and taking no room until it is written. */
    private Path blank(Instance instance, EphemeralDisk disk) throws IOException {
        Storage storage = instance.type().storage();
        long bytes = (storage == null ? 0 : storage.sizeGB()) * BYTES_PER_GB;
        Path directory = Files.createDirectories(directory(instance.id()));
        Path file = directory.resolve(disk.virtualName() + ".raw");
        if (!Files.exists(file)) {
            try (RandomAccessFile blank = new RandomAccessFile(file.toFile(), "rw")) {
                blank.setLength(bytes / PAGE_BYTES * PAGE_BYTES);
            }
        }
        return file;
    }

    private Path directory(InstanceId id) {
        return dataDirectory.resolve("instance-store").resolve(id.value());
    }

    private static Nic nic(Rows rows) {
        NetworkInterface nic = rows.nic();
        Ipv4 publicAddress = nic.publicAddress();
        return new Nic(
                nic.mac(),
                nic.privateAddress().toString(),
                rows.subnet().cidr().toString(),
                publicAddress == null ? "" : publicAddress.toString(),
                rows.rules());
    }
}
