package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.ApiLimits;
import dev.origami.config.BlockLimits;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.EventLimits;
import dev.origami.config.ImageLimits;
import dev.origami.config.InstanceLimits;
import dev.origami.config.KeyLimits;
import dev.origami.config.NetworkLimits;
import dev.origami.config.SnapshotLimits;
import dev.origami.config.TagLimits;
import dev.origami.config.TemplateLimits;
import dev.origami.config.ToolLimits;
import dev.origami.config.VolumeLimits;
import dev.origami.config.WireLimits;
import dev.origami.database.Database;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.EncryptionDefaults;
import dev.origami.encryption.LineageKeys;
import dev.origami.encryption.Lineages;
import dev.origami.event.Events;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.AccountSettings;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instances;
import dev.origami.key.KeyRules;
import dev.origami.key.MasterKey;
import dev.origami.keypair.KeyPairs;
import dev.origami.machine.RecordedMachines;
import dev.origami.network.ElasticAddresses;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Adoption;
import dev.origami.operation.DeleteVolume;
import dev.origami.operation.DirectStarts;
import dev.origami.operation.DiskKeys;
import dev.origami.operation.ElasticIps;
import dev.origami.operation.Firewall;
import dev.origami.operation.GuestMetadata;
import dev.origami.operation.InstanceDisks;
import dev.origami.operation.InstanceMachine;
import dev.origami.operation.Launch;
import dev.origami.operation.MachineEvents;
import dev.origami.operation.PublicReach;
import dev.origami.operation.RebootInstance;
import dev.origami.operation.Resealing;
import dev.origami.operation.RunInstances;
import dev.origami.operation.StartInstance;
import dev.origami.operation.StopInstance;
import dev.origami.operation.SubnetFirewall;
import dev.origami.operation.TerminateInstance;
import dev.origami.operation.VolumeDisks;
import dev.origami.protocol.Dispatcher;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import dev.origami.volume.Volumes;
import dev.origami.workflow.StepListener;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service without its front and without guests: requests in EC2's form, a real database, recorded machines. */
final class ServerWorld implements AutoCloseable {
    static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "ec2");
    static final Caller BOB = new Caller(new AccountId("222222222222"), new Region("eu-west-1"), "ec2");

    private final Path directory;
    private final Dispatcher dispatcher;
    private final LocalBlockStore blocks;
    private Instant now = Instant.parse("2026-01-31T09:14:22Z");

    final Database database;
    final RecordedMachines machines;
    final Images images;
    final Snapshots snapshots;
    final Instances instances;
    final Volumes volumes;
    final NetworkInterfaces interfaces;
    final WorkflowEngine engine;
    final Adoption adoption;
    final Lineages lineages;
    HostCapacity host = new HostCapacity(8, 64_000, 64_000, List.of());

    ServerWorld(Path directory) throws IOException {
        this(directory, new RecordedMachines());
    }

    /** A new life of the service over what an older one left. */
    ServerWorld(Path directory, RecordedMachines machines) throws IOException {
        this.directory = directory;
        this.machines = machines;
        InstanceLimits limits = InstanceLimits.defaults();
        KeyRules keys = KeyRules.of(MasterKey.in(directory), () -> now, KeyLimits.defaults());
        lineages = new Lineages(keys.dataKeys(), new EncryptionDefaults(keys.keys(), keys.dataKeys()));
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        LineageKeys blockKeys = new LineageKeys(database, keys.dataKeys());
        blocks = LocalBlockStore.open(directory.resolve("blocks"), BlockLimits.defaults(), blockKeys);
        engine = new WorkflowEngine(database, () -> now, StepListener.NONE);
        images = new Images(() -> now, ImageLimits.defaults(), new Events(() -> now, EventLimits.defaults()));
        snapshots = new Snapshots(() -> now, SnapshotLimits.defaults());
        instances = new Instances(() -> now, limits);
        volumes = new Volumes(() -> now, VolumeLimits.defaults());
        interfaces = new NetworkInterfaces(() -> now, NetworkLimits.defaults(), Places.DEFAULTS);
        SecurityGroups groups = new SecurityGroups(NetworkLimits.defaults());
        Tags tags = new Tags(TagLimits.defaults());
        Launch.Resources resources = new Launch.Resources(
                images,
                snapshots,
                instances,
                volumes,
                new KeyPairs(() -> now),
                groups,
                interfaces,
                new LaunchTemplates(() -> now, TemplateLimits.defaults()),
                tags,
                lineages);
        Firewall firewall = new Firewall(database, instances, interfaces, groups, machines);
        SubnetFirewall subnets = new SubnetFirewall(database, machines);
        Overlays overlays = new Overlays(new DiskTools(directory.resolve("tools"), ToolLimits.defaults()), blockKeys);
        VolumeDisks disks = new VolumeDisks(directory, database, volumes, overlays, blocks);
        InstanceDisks instanceDisks = new InstanceDisks(volumes, new DeleteVolume(database, engine, volumes, disks));
        GuestMetadata metadata = new Sockets(directory);
        PublicReach reach = new PublicReach(database, interfaces, machines);
        InstanceMachine machine = new InstanceMachine(
                directory,
                database,
                instances,
                volumes,
                interfaces,
                firewall,
                subnets,
                disks,
                metadata,
                machines,
                reach,
                new DirectStarts(directory.resolve("boot"), database, images, snapshots, blocks, overlays, manifest -> {
                    throw new IllegalStateException("no disk is read here");
                }),
                limits);
        RunInstances run = new RunInstances(
                database,
                engine,
                new Launch(() -> now, resources),
                instances,
                interfaces,
                machine,
                instanceDisks,
                firewall,
                new Resealing(database, volumes, snapshots, blocks));
        StartInstance start = new StartInstance(
                database,
                engine,
                instances,
                interfaces,
                machine,
                instanceDisks,
                new DiskKeys(database, instances, volumes, lineages));
        StopInstance stop = new StopInstance(database, engine, instances, interfaces, machine, machines, limits);
        RebootInstance reboot = new RebootInstance(engine, machine, machines, limits);
        TerminateInstance terminate = new TerminateInstance(
                database, engine, instances, interfaces, machine, instanceDisks, firewall, limits);
        GuestSigns signs = new GuestSigns(() -> now, limits.initializing());
        MachineEvents events = new MachineEvents(
                database, engine, instances, machines, stop, terminate, machine, signs, Duration.ofMillis(10));
        adoption = new Adoption(database, instances, machines, metadata, events, terminate, interfaces, subnets, reach);
        ElasticAddresses elastic = new ElasticAddresses(NetworkLimits.defaults(), Places.DEFAULTS);
        ApiLimits apiLimits = Unsettled.api();
        ServerApis apis = new ServerApis(
                new ServerApis.Shared(
                        database,
                        Places.DEFAULTS,
                        () -> now,
                        new Paging(SealedTokens.of(database, () -> now), () -> now, apiLimits),
                        new ClientTokens(() -> now, apiLimits),
                        signs,
                        new AccountSettings(ImageLimits.defaults()),
                        apiLimits,
                        limits),
                resources,
                firewall,
                subnets,
                new AddressApi(
                        database,
                        elastic,
                        interfaces,
                        new ElasticIps(database, elastic, instances, interfaces, reach),
                        tags,
                        new Paging(SealedTokens.of(database, () -> now), () -> now, apiLimits),
                        apiLimits),
                machines,
                run,
                new InstancePowerApi.Operations(start, stop, reboot, terminate),
                () -> host);
        OperationTable table = new OperationTable();
        apis.addTo(table);
        apis.addTo(tags);
        dispatcher = new Dispatcher(table, WireLimits.defaults());
        adoption.adopt();
        engine.start();
    }

    private record Sockets(Path directory) implements GuestMetadata {
        @Override
        public Path open(InstanceId id) {
            return directory.resolve(id + ".imds");
        }

        @Override
        public void close(InstanceId id) {}
    }

    /** Asks as Alice: the action, then names and values in turn. */
    Answer ask(String action, String... members) {
        return ask(ALICE, action, members);
    }

    Answer ask(Caller caller, String action, String... members) {
        return WireForm.ask(dispatcher, caller, action, members);
    }

    /** Waits until nothing is under way. */
    void settle() {
        try {
            engine.awaitIdle();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    /** A snapshot of Alice's with all of its blocks. */
    SnapshotId snapshot(int sizeGiB) {
        Snapshot snapshot = new Snapshot(
                SnapshotId.create(),
                ALICE.account(),
                ALICE.region(),
                null,
                sizeGiB,
                new SnapshotState.Completed(new ManifestId("ab".repeat(32)), now),
                now,
                "",
                null,
                null,
                null);
        database.writing(transaction -> snapshots.insert(transaction, snapshot));
        return snapshot.id();
    }

    /** An image of Alice's with a root volume of 8 GiB at /dev/xvda. */
    ImageId image() {
        return image(settings("x86_64", null));
    }

    static ImageSettings settings(String architecture, @Nullable String bootMode) {
        return new ImageSettings(architecture, "hvm", "/dev/xvda", null, null, true, null, bootMode, null, null, null);
    }

    ImageId image(ImageSettings settings, BlockDeviceMapping... more) {
        List<BlockDeviceMapping> mappings = new ArrayList<>();
        mappings.add(new BlockDeviceMapping.Ebs(
                "/dev/xvda", snapshot(8), EbsSettings.of(8, VolumeType.GP2, null, null), true, false));
        mappings.addAll(List.of(more));
        Image image = new Image(
                ImageId.create(),
                ALICE.account(),
                ALICE.region(),
                "image-" + ImageId.create().value(),
                null,
                new ImageState.Available(),
                now,
                settings,
                mappings,
                ImageSource.NONE,
                false);
        database.writing(transaction -> images.insert(transaction, image));
        return image.id();
    }

    /** Launches one instance of an image and waits until it runs. */
    InstanceId launch(ImageId image, String... members) {
        InstanceId id = submit(image, members);
        settle();
        return id;
    }

    /** Launches one instance, and does not wait. */
    InstanceId submit(ImageId image, String... members) {
        List<String> all = new ArrayList<>(List.of("ImageId", image.value(), "MinCount", "1", "MaxCount", "1"));
        all.addAll(List.of(members));
        if (!all.contains("InstanceType")) {
            all.addAll(List.of("InstanceType", "t3.micro"));
        }
        Answer answer = ask("RunInstances", all.toArray(String[]::new));
        return new InstanceId(answer.text("instancesSet/item/instanceId"));
    }

    Answer describe(InstanceId id) {
        return ask("DescribeInstances", "InstanceId.1", id.value());
    }

    String state(InstanceId id) {
        return describe(id).text("reservationSet/item/instancesSet/item/instanceState/name");
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        engine.close();
        database.close();
        try {
            blocks.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
