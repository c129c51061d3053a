package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Stored;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.PlacedBlocks;
import dev.origami.block.tool.DiskTools;
import dev.origami.block.tool.QemuNodes;
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
import dev.origami.config.UploadLimits;
import dev.origami.config.VolumeLimits;
import dev.origami.contract.QuickDirectory;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.debian.BuildProgress;
import dev.origami.debian.DebianRecipe;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.EncryptionDefaults;
import dev.origami.encryption.EncryptionWish;
import dev.origami.encryption.LineageKeys;
import dev.origami.encryption.Lineages;
import dev.origami.event.Events;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.image.LaunchPermissions;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.Instances;
import dev.origami.key.KeyRules;
import dev.origami.key.MasterKey;
import dev.origami.keypair.KeyPairs;
import dev.origami.machine.RecordedMachines;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.snapshot.UploadWriter;
import dev.origami.snapshot.Uploads;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import dev.origami.volume.RootVolumes;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.workflow.StepListener;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Places;
import dev.origami.zone.PlacesException;
import dev.origami.zone.PlacesFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What operations work on, without the API and without guests: real SQL, real overlays and a real block store, and
 * machines that are recorded. There is an image whose disk begins with {@link #OF_IMAGE}.
 */
final class OperationWorld implements AutoCloseable {
    static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "ec2");
    static final int OF_IMAGE = 0x55;
    static final EncryptionWish ENCRYPTED = new EncryptionWish(true, null);

    private static final int PAGE_BYTES = 4096;
    private static final long BYTES_PER_GIB = 1L << 30;
    private static final InstantSource CLOCK = InstantSource.system();

    private final Path directory;
    private final DiskTools tools;
    private final Overlays overlays;
    final Database database;
    final PlacedBlocks blocks;
    final RecordedMachines machines = new RecordedMachines();
    final Images images = new Images(CLOCK, ImageLimits.defaults(), new Events(CLOCK, EventLimits.defaults()));
    final Snapshots snapshots;
    final Instances instances = new Instances(CLOCK, InstanceLimits.defaults());
    final Volumes volumes = new Volumes(CLOCK, VolumeLimits.defaults());
    final RootVolumes roots = new RootVolumes(CLOCK);
    final VolumeModifications modifications = new VolumeModifications(CLOCK, VolumeLimits.defaults());
    final NetworkInterfaces interfaces = new NetworkInterfaces(CLOCK, NetworkLimits.defaults(), Places.DEFAULTS);
    final Uploads uploads;
    final KeyRules keys;
    final Lineages lineages;
    final ImageId image;

    /** The operations of one life of the engine. */
    record Operations(
            CreateImage createImage,
            SnapshotSets sets,
            CreateSnapshots createSnapshots,
            DeleteVolume deleteVolume,
            SealVolume sealVolume,
            CopySnapshot copySnapshot,
            CopyImage copyImage,
            ModifyVolume modify,
            RunInstances run,
            StartInstance start,
            StopInstance stop,
            RebootInstance reboot,
            ReplaceRootVolume replaceRoot,
            TerminateInstance terminate,
            AttachVolume attach,
            DetachVolume detach,
            MachineEvents events,
            CompleteSnapshot complete,
            BuildImage build,
            RecogniseSystem recognise) {}

    OperationWorld() throws IOException {
        directory = QuickDirectory.create();
        tools = new DiskTools(directory.resolve("tools"), ToolLimits.defaults());
        keys = KeyRules.of(MasterKey.in(directory), CLOCK, KeyLimits.defaults());
        lineages = new Lineages(keys.dataKeys(), new EncryptionDefaults(keys.keys(), keys.dataKeys()));
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        Places places = places(directory);
        BlockKeys blockKeys = new LineageKeys(database, keys.dataKeys());
        overlays = new Overlays(tools, blockKeys);
        blocks = PlacedBlocks.open(directory.resolve("blocks"), places.blocks(), BlockLimits.defaults(), blockKeys);
        snapshots = new Snapshots(CLOCK, SnapshotLimits.defaults(), places);
        uploads = new Uploads(snapshots, CLOCK, directory, blockKeys);
        image = image();
    }

    /** One region has a block store of its own. */
    private static Places places(Path directory) throws IOException {
        Path file = directory.resolve("places");
        Files.writeString(file, "region us-east-1 blocks virginia");
        try {
            return PlacesFile.read(file);
        } catch (PlacesException e) {
            throw new IOException(e);
        }
    }

    /** Where the blocks of us-east-1 lie. */
    Path virginia() {
        return directory.resolve("virginia");
    }

    /** All operations, registered with the engine, which is still to be started. */
    Operations on(WorkflowEngine engine) throws IOException {
        InstanceLimits limits = InstanceLimits.defaults();
        VolumeDisks disks = new VolumeDisks(directory, database, volumes, overlays, blocks);
        Resealing resealing = new Resealing(database, volumes, snapshots, blocks);
        SealVolume sealVolume = new SealVolume(database, engine, volumes, resealing);
        CopySnapshot copySnapshot = new CopySnapshot(database, engine, snapshots, lineages, resealing, CLOCK);
        SnapshotSets sets =
                new SnapshotSets(database, snapshots, volumes, disks, sealVolume, machines, VolumeLimits.defaults());
        DeleteVolume deleteVolume = new DeleteVolume(database, engine, volumes, disks);
        InstanceDisks instanceDisks = new InstanceDisks(volumes, deleteVolume);
        SecurityGroups groups = new SecurityGroups(NetworkLimits.defaults());
        Firewall firewall = new Firewall(database, instances, interfaces, groups, machines);
        SubnetFirewall subnets = new SubnetFirewall(database, machines);
        GuestMetadata metadata = new NoMetadata(directory.resolve("metadata.sock"));
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
        Launch launch = new Launch(
                CLOCK,
                new Launch.Resources(
                        images,
                        snapshots,
                        instances,
                        volumes,
                        new KeyPairs(CLOCK),
                        groups,
                        interfaces,
                        new LaunchTemplates(CLOCK, TemplateLimits.defaults()),
                        new Tags(TagLimits.defaults()),
                        lineages));
        StopInstance stop = new StopInstance(database, engine, instances, interfaces, machine, machines, limits);
        TerminateInstance terminate = new TerminateInstance(
                database, engine, instances, interfaces, machine, instanceDisks, firewall, limits);
        MachineEvents events = new MachineEvents(
                database,
                engine,
                instances,
                machines,
                stop,
                terminate,
                machine,
                new GuestSigns(CLOCK, limits.initializing()),
                Duration.ofMillis(10));
        AttachVolume attach = new AttachVolume(database, engine, volumes, disks, machines, Duration.ZERO);
        RecogniseSystem systems = new RecogniseSystem(database, engine, images, snapshots, blocks);
        Operations operations = new Operations(
                new CreateImage(database, engine, images, sets, systems, machine),
                sets,
                new CreateSnapshots(engine, sets),
                deleteVolume,
                sealVolume,
                copySnapshot,
                new CopyImage(database, engine, images, snapshots, copySnapshot, resealing, systems, CLOCK),
                new ModifyVolume(database, engine, modifications, disks, machines),
                new RunInstances(
                        database, engine, launch, instances, interfaces, machine, instanceDisks, firewall, resealing),
                new StartInstance(
                        database,
                        engine,
                        instances,
                        interfaces,
                        machine,
                        instanceDisks,
                        new DiskKeys(database, instances, volumes, lineages)),
                stop,
                new RebootInstance(engine, machine, machines, limits),
                new ReplaceRootVolume(
                        database,
                        engine,
                        images,
                        snapshots,
                        volumes,
                        roots,
                        lineages,
                        resealing,
                        deleteVolume,
                        machine,
                        CLOCK),
                terminate,
                attach,
                new DetachVolume(database, engine, volumes, disks, machines, attach, Duration.ZERO),
                events,
                new CompleteSnapshot(database, snapshots, uploads, resealing, blocks, engine),
                new BuildImage(
                        database,
                        engine,
                        images,
                        new LaunchPermissions(images, ImageLimits.defaults()),
                        snapshots,
                        blocks,
                        systems,
                        tools,
                        OperationWorld::build,
                        directory.resolve("builds"),
                        CLOCK),
                systems);
        new Adoption(database, instances, machines, metadata, events, terminate, interfaces, subnets, reach).adopt();
        return operations;
    }

    /** Stands for a build of Debian: a disk that begins with {@link #OF_IMAGE}. */
    private static void build(DebianRecipe recipe, Path file, BuildProgress progress) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        byte[] page = new byte[PAGE_BYTES];
        Arrays.fill(page, (byte) OF_IMAGE);
        try (FileChannel disk = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            int _ = disk.write(ByteBuffer.wrap(page), 0);
            int _ = disk.write(ByteBuffer.allocate(1), recipe.sizeGiB() * BYTES_PER_GIB - 1);
        }
        Files.move(unfinished, file);
    }

    /** The files of builds and uploads that are not done with. */
    List<Path> unfinishedFiles() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String kind : List.of("builds", "uploads")) {
            if (Files.exists(directory.resolve(kind))) {
                try (Stream<Path> files = Files.list(directory.resolve(kind))) {
                    all.addAll(files.toList());
                }
            }
        }
        return all;
    }

    /** A volume that is attached to nothing, with its file, and that was made of the image's disk. */
    VolumeId freeVolume() throws IOException {
        Volume volume = new Volume(
                VolumeId.create(),
                ALICE.account(),
                ALICE.region(),
                "eu-west-1a",
                EbsSettings.of(1, VolumeType.GP2, null, null),
                VolumeState.AVAILABLE,
                null,
                null,
                CLOCK.instant(),
                null,
                null);
        database.writing(transaction -> volumes.insert(transaction, volume, null));
        var _ = new VolumeDisks(directory, database, volumes, overlays, blocks).open(volume.id());
        return volume.id();
    }

    /** The image's snapshot, whose disk begins with {@link #OF_IMAGE} and is not encrypted. */
    Snapshot ofImage(Handle sql) {
        return snapshots
                .find(sql, images.find(sql, image).orElseThrow().snapshots())
                .getFirst();
    }

    /** A volume that is being created of the image's disk, and is to be encrypted. */
    VolumeId unsealed(Transaction transaction) {
        Volume volume = new Volume(
                VolumeId.create(),
                ALICE.account(),
                ALICE.region(),
                "eu-west-1a",
                EbsSettings.of(1, VolumeType.GP2, null, null),
                VolumeState.CREATING,
                null,
                null,
                CLOCK.instant(),
                null,
                lineages.begin(transaction, ALICE, null, ENCRYPTED).lineage());
        if (ofImage(transaction.sql()).state() instanceof SnapshotState.Completed completed) {
            volumes.insertUnsealed(transaction, volume, completed.manifest());
        }
        return volume.id();
    }

    /** Encrypts from now on all that Alice makes. */
    void encryptByDefault() {
        database.writing(
                transaction -> new EncryptionDefaults(keys.keys(), keys.dataKeys()).turn(transaction, ALICE, true));
    }

    /** Whether all blocks of the disk of a complete snapshot are sealed. */
    boolean isSealed(SnapshotId id) throws IOException {
        return snapshot(id) instanceof SnapshotState.Completed completed
                && blocks.lineage(completed.manifest()).isPresent();
    }

    /** Attaches the volume as {@code /dev/sdf}, without disturbance. */
    void attach(VolumeId volume, InstanceId instance) throws Exception {
        doing((transaction, operations) -> {
            var _ = volumes.attaching(transaction, volume, instance, "/dev/sdf", false);
            var _ = operations.attach().submit(transaction, new AttachVolume.Arguments(volume, instance));
        });
    }

    /** Deletes the volume, without disturbance. */
    void delete(VolumeId volume) throws Exception {
        doing((transaction, operations) -> operations.deleteVolume().start(transaction, volume));
    }

    /** A snapshot that is being uploaded, whose first block is filled with this byte. */
    SnapshotId upload(int fill) throws InterruptedException {
        SnapshotId id = SnapshotId.create();
        database.writing(transaction -> {
            snapshots.insert(transaction, snapshot(id, null, new SnapshotState.Pending(0)));
            uploads.start(transaction, id, Duration.ofHours(1), null);
        });
        byte[] block = new byte[BlockStore.LISTED_BLOCK_BYTES];
        Arrays.fill(block, (byte) fill);
        try (UploadWriter writer = new UploadWriter(database, uploads, UploadLimits.defaults())) {
            writer.put(id, 0, "not looked at", ByteBuffer.wrap(block));
        }
        return id;
    }

    private record NoMetadata(Path socket) implements GuestMetadata {
        @Override
        public Path open(InstanceId id) {
            return socket;
        }

        @Override
        public void close(InstanceId id) {}
    }

    /** An instance that runs, and whose guest wrote this to the start of its disk. */
    Instance running(int written) throws Exception {
        doing(this::submit);
        Instance instance = instance();
        write(root(instance.id()).id(), written);
        return instance;
    }

    void submit(Transaction transaction, Operations operations) {
        var _ = operations.run().submit(transaction, ALICE, launch(), null);
    }

    /** The same instance, once it is stopped. */
    Instance stopped() throws Exception {
        Instance instance = instance();
        doing((transaction, operations) -> operations.stop().submit(transaction, instance, false));
        return instance();
    }

    /** Carries on, with all operations, whatever is under way or left to be done after a start of the service. */
    void carryOn() throws Exception {
        doing((_, _) -> {});
    }

    /** Does something in a life of the engine that nothing disturbs, and waits until all of it is done. */
    void doing(BiConsumer<Transaction, Operations> submission) throws Exception {
        try (WorkflowEngine engine = new WorkflowEngine(database, CLOCK, StepListener.NONE)) {
            Operations operations = on(engine);
            engine.start();
            database.writing(transaction -> submission.accept(transaction, operations));
            engine.awaitIdle();
        }
    }

    /** The only instance. */
    Instance instance() {
        return database.read(sql -> instances.of(sql, ALICE)).getFirst();
    }

    Volume root(InstanceId id) {
        return database.read(sql -> volumes.attachedTo(sql, id)).getFirst();
    }

    Optional<Volume> volume(VolumeId id) {
        return database.read(sql -> volumes.find(sql, id));
    }

    /** The file that is recorded as the one which takes the volume's writes. */
    Path live(VolumeId volume) {
        return directory.resolve(
                database.read(sql -> volumes.chain(sql, volume)).live().file());
    }

    /** How large the disk is that its live overlay says it is. */
    long overlayBytes(VolumeId volume) throws IOException {
        return overlays.recordedSizeBytes(live(volume));
    }

    /** How large a disk is that a complete snapshot shows. */
    long sizeBytes(SnapshotId id) throws IOException {
        if (snapshot(id) instanceof SnapshotState.Completed completed) {
            return blocks.sizeBytes(completed.manifest());
        }
        throw new IOException(id + " is not complete");
    }

    /** A snapshot of a volume that is made now, without disturbance. */
    SnapshotId snapshotNow(VolumeId volume, @Nullable InstanceId instance) throws Exception {
        SnapshotId id = SnapshotId.create();
        database.writing(
                transaction -> snapshots.insert(transaction, snapshot(id, volume, new SnapshotState.Pending(0))));
        doing((transaction, operations) -> {
            var _ = operations
                    .createSnapshots()
                    .submit(transaction, new SnapshotSet(instance, List.of(new SnapshotSet.Part(volume, id))));
        });
        return id;
    }

    /** Writes as a guest would, into the live overlay. */
    void write(VolumeId volume, int value) throws IOException {
        Path live = live(volume);
        String told = tools.run(List.of(
                "qemu-io",
                "-c",
                "write -P " + value + " 0 " + PAGE_BYTES,
                "json:" + QemuNodes.file("qcow2", live, false)));
        if (!told.contains("wrote")) {
            throw new IOException(told);
        }
    }

    /** The first byte of the disk that a complete snapshot shows. */
    int firstByte(SnapshotId id) throws IOException {
        return switch (snapshot(id)) {
            case SnapshotState.Completed completed -> firstByte(completed.manifest());
            case SnapshotState.Pending _,
                    SnapshotState.Failed _,
                    SnapshotState.Damaged _,
                    SnapshotState.Recoverable _ -> throw new IOException(id + " is not complete");
        };
    }

    /** The first byte of a volume's disk, through a snapshot that is made of it now. */
    int firstByteNow(Instance instance) throws Exception {
        SnapshotSet set = pending(instance);
        doing((transaction, operations) -> {
            var _ = operations.createSnapshots().submit(transaction, set);
        });
        return firstByte(set.parts().getFirst().snapshot());
    }

    SnapshotState snapshot(SnapshotId id) {
        return database.read(sql -> snapshots.find(sql, id)).orElseThrow().state();
    }

    /** Whether volumes of it can be made by an account that owns nothing. */
    boolean isUsableByAnyone(SnapshotId id) {
        return database.read(sql -> {
            Snapshot found = snapshots.find(sql, id).orElseThrow();
            Caller anyone = new Caller(new AccountId("999999999999"), found.region(), "ec2");
            return snapshots.isUsable(sql, anyone, found);
        });
    }

    /** A pending snapshot of the instance's root volume, as the API call inserts it. */
    SnapshotSet pending(Instance instance) {
        Volume root = root(instance.id());
        SnapshotId id = SnapshotId.create();
        database.writing(
                transaction -> snapshots.insert(transaction, snapshot(id, root.id(), new SnapshotState.Pending(0))));
        return new SnapshotSet(instance.id(), List.of(new SnapshotSet.Part(root.id(), id)));
    }

    /** A pending image of the instance's, as the API call inserts it. */
    ImageId pendingImage(SnapshotId snapshot) {
        return image(snapshot, new ImageState.Pending());
    }

    /** An available image over a disk that begins with these bytes. */
    ImageId imageOf(byte[] disk) throws IOException {
        return imageOf(new Beginning(disk));
    }

    /** The files of all volumes. */
    List<Path> overlayFiles() throws IOException {
        Path all = directory.resolve("volumes");
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(all)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private LaunchRequest launch() {
        return new LaunchRequest(
                image,
                null,
                null,
                "t3.micro",
                1,
                1,
                List.of(),
                null,
                new LaunchRequest.NetworkWish(null, null, List.of(), List.of(), null, null, null, "", null, null),
                null,
                null,
                new InstanceSettings.Protection(false, false),
                false,
                false,
                null,
                null,
                true,
                new LaunchRequest.MetadataWish(null, null, null, null),
                new LaunchRequest.TagWish(List.of(), List.of(), List.of(), List.of()),
                null,
                null);
    }

    private int firstByte(ManifestId manifest) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(PAGE_BYTES);
        blocks.read(manifest, 0, first);
        return first.get(0);
    }

    private ImageId image() throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        Arrays.fill(page, (byte) OF_IMAGE);
        return imageOf(new Beginning(page));
    }

    private ImageId imageOf(DiskDelta disk) throws IOException {
        SnapshotId id = SnapshotId.create();
        try (Stored stored = blocks.store(null, disk, (_, _) -> {})) {
            SnapshotState state = new SnapshotState.Completed(stored.id(), Instant.EPOCH);
            database.writing(transaction -> snapshots.insert(transaction, snapshot(id, null, state)));
        }
        return image(id, new ImageState.Available());
    }

    private static Snapshot snapshot(SnapshotId id, @Nullable VolumeId volume, SnapshotState state) {
        return new Snapshot(id, ALICE.account(), ALICE.region(), volume, 1, state, Instant.EPOCH, "", null, null, null);
    }

    private ImageId image(SnapshotId snapshot, ImageState state) {
        ImageId id = ImageId.create();
        Image made = new Image(
                id,
                ALICE.account(),
                ALICE.region(),
                "image-" + id,
                null,
                state,
                Instant.EPOCH,
                new ImageSettings("x86_64", "hvm", "/dev/xvda", null, null, true, null, null, null, null, null),
                List.of(new BlockDeviceMapping.Ebs(
                        "/dev/xvda", snapshot, EbsSettings.of(1, VolumeType.GP2, null, null), true, false)),
                ImageSource.NONE,
                false);
        database.writing(transaction -> images.insert(transaction, made));
        return id;
    }

    @Override
    public void close() throws IOException {
        tools.close();
        database.close();
        blocks.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A disk of 1 GiB that begins with these bytes. */
    private static final class Beginning implements DiskDelta {
        private final byte[] bytes;

        Beginning(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return BYTES_PER_GIB;
        }

        @Override
        public Iterable<Extent> changed() {
            return List.of(new Extent(0, bytes.length));
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            into.put(bytes, Math.toIntExact(offset), into.remaining());
        }

        @Override
        public void close() {}
    }
}
