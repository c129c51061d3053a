package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.account.Provider;
import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.block.Stored;
import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.DiskLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.debian.BuildProgress;
import dev.origami.debian.DebianRecipe;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.filesystem.OperatingSystem;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.image.LaunchPermissions;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A Debian master image of the service's own: built from packages, stored once, and registered in every region, public
 * and owned by the provider.
 */
public final class BuildImage {
    private static final String ROOT_DEVICE = "/dev/xvda";

    private final Database database;
    private final WorkflowEngine engine;
    private final Images images;
    private final LaunchPermissions permissions;
    private final Snapshots snapshots;
    private final BlockStore blocks;
    private final RecogniseSystem systems;
    private final DiskTools tools;
    private final DiskBuilder builder;
    private final Path directory;
    private final InstantSource clock;
    private final Workflow<Arguments> workflow;
    private final Map<RunId, BuildProgress> listeners = new ConcurrentHashMap<>();

    /** Makes the disk of a recipe; its file is there only once it is whole. */
    @FunctionalInterface
    public interface DiskBuilder {
        void build(DebianRecipe recipe, Path file, BuildProgress progress) throws IOException, InterruptedException;
    }

    /** The image of one region. */
    public record Target(String region, ImageId image, SnapshotId snapshot) {}

    /**
     * What is to be built.
     *
     * @param release Debian's; null in those of before there was more than one
     * @param packages added to Debian's base
     * @param architecture in Debian's words; null, as older runs have it, for {@code amd64}
     */
    public record Arguments(
            String name,
            @Nullable String release,
            List<String> packages,
            int sizeGiB,
            @Nullable String architecture,
            List<Target> targets) {
        public Arguments {
            packages = List.copyOf(packages);
            targets = List.copyOf(targets);
        }

        boolean isFor(String otherName, DebianRecipe other) {
            return name.equals(otherName) && recipe().equals(other);
        }

        private DebianRecipe recipe() {
            return new DebianRecipe(
                    release == null ? DebianRecipe.BOOKWORM : release,
                    packages,
                    sizeGiB,
                    architecture == null ? DebianRecipe.AMD64 : architecture);
        }
    }

    /** A build that was begun: its run, and the image of each region. */
    public record Begun(RunId run, List<Target> targets) {
        public Begun {
            targets = List.copyOf(targets);
        }
    }

    /**
     * As an operation of the engine.
     *
     * @param directory where disks are built; on the same file system as nothing in particular
     */
    public BuildImage(
            Database database,
            WorkflowEngine engine,
            Images images,
            LaunchPermissions permissions,
            Snapshots snapshots,
            BlockStore blocks,
            RecogniseSystem systems,
            DiskTools tools,
            DiskBuilder builder,
            Path directory,
            InstantSource clock) {
        this.database = database;
        this.engine = engine;
        this.images = images;
        this.permissions = permissions;
        this.snapshots = snapshots;
        this.blocks = blocks;
        this.systems = systems;
        this.tools = tools;
        this.builder = builder;
        this.directory = directory;
        this.clock = clock;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return Workflow.unlocked(
                "build-image",
                Arguments.class,
                List.of(
                        Step.of(
                                "build the disk",
                                (arguments, run) -> build(arguments, run.id()),
                                (arguments, run) -> giveUp(arguments, run.reason())),
                        Step.withoutUndo("store", (arguments, _) -> store(arguments)),
                        Step.withoutUndo("remove the file", (arguments, _) -> Files.deleteIfExists(file(arguments)))));
    }

    /** Records the pending images, one in each region, and begins. */
    public Begun begin(Transaction transaction, String name, DebianRecipe recipe, Collection<Region> regions) {
        List<Target> targets = new ArrayList<>();
        for (Region region : regions) {
            Target target = new Target(region.name(), ImageId.create(), SnapshotId.create());
            snapshots.insert(transaction, snapshot(target, name, recipe.sizeGiB()));
            images.insert(transaction, image(target, name, recipe));
            targets.add(target);
        }
        RunId run = engine.submit(
                transaction,
                workflow,
                new Arguments(
                        name, recipe.release(), recipe.packages(), recipe.sizeGiB(), recipe.architecture(), targets));
        return new Begun(run, targets);
    }

    /** The build of the same image that is under way, if one is: begun by somebody else, or before a restart. */
    public Optional<Begun> underWay(String name, DebianRecipe recipe) {
        return engine.underWay(workflow).entrySet().stream()
                .filter(run -> run.getValue().isFor(name, recipe))
                .findFirst()
                .map(run -> new Begun(run.getKey(), run.getValue().targets()));
    }

    /** From now on tells how the build goes on, as long as this process drives it. */
    public void listen(RunId run, BuildProgress progress) {
        listeners.put(run, progress);
    }

    public void forget(RunId run) {
        listeners.remove(run);
    }

    private void build(Arguments arguments, RunId run) throws IOException, InterruptedException {
        Path file = file(arguments);
        Files.createDirectories(directory);
        // A disk's file has its name only once it is whole.
        if (!Files.exists(file)) {
            builder.build(arguments.recipe(), file, progressOf(run));
        }
    }

    private void store(Arguments arguments) throws IOException {
        if (isDone(arguments)) {
            return;
        }
        try (ForeignDisk disk = ForeignDisk.open(tools, DiskLimits.defaults(), file(arguments), DiskFormat.RAW);
                Stored stored = blocks.store(null, disk, (_, _) -> {})) {
            long fullSizeBytes = blocks.listedBytes(stored.id());
            Optional<OperatingSystem> system = systems.read(stored.id());
            database.writing(transaction -> arguments.targets().forEach(target -> {
                publish(transaction, target, stored.id(), fullSizeBytes);
                system.ifPresent(found -> images.recognised(transaction, target.image(), found));
            }));
        }
    }

    private boolean isDone(Arguments arguments) {
        ImageId first = arguments.targets().getFirst().image();
        return database.read(sql -> images.find(sql, first))
                .filter(image -> image.state() instanceof ImageState.Available)
                .isPresent();
    }

    private void publish(Transaction transaction, Target target, ManifestId manifest, long fullSizeBytes) {
        boolean _ = snapshots.complete(transaction, target.snapshot(), manifest, fullSizeBytes);
        if (images.available(transaction, target.image())) {
            List<Grantee> everybody = List.of(new Grantee.Everybody());
            permissions.modify(transaction, provider(target), target.image(), everybody, List.of());
            // Who may launch a public image wants a copy of it too, and that takes its blocks.
            snapshots.modifyPermissions(transaction, provider(target), target.snapshot(), everybody, List.of());
        }
    }

    private void giveUp(Arguments arguments, Failure reason) throws IOException {
        database.writing(transaction -> arguments.targets().forEach(target -> {
            boolean _ = snapshots.fail(transaction, target.snapshot(), reason.message());
            boolean _ = images.fail(transaction, target.image(), reason.code(), reason.message());
        }));
        Files.deleteIfExists(file(arguments));
    }

    private Path file(Arguments arguments) {
        return directory.resolve(arguments.targets().getFirst().image() + ".raw");
    }

    private BuildProgress progressOf(RunId run) {
        return new BuildProgress() {
            @Override
            public void line(String text) {
                listeners.getOrDefault(run, BuildProgress.none()).line(text);
            }

            @Override
            public void percent(int percent) {
                listeners.getOrDefault(run, BuildProgress.none()).percent(percent);
            }
        };
    }

    private Snapshot snapshot(Target target, String name, int sizeGiB) {
        return new Snapshot(
                target.snapshot(),
                Provider.ACCOUNT,
                new Region(target.region()),
                null,
                sizeGiB,
                new SnapshotState.Pending(0),
                clock.instant(),
                "Created for " + name,
                null,
                null,
                null);
    }

    private Image image(Target target, String name, DebianRecipe recipe) {
        String added = recipe.packages().isEmpty() ? "" : " with " + String.join(", ", recipe.packages());
        BlockDeviceMapping root = new BlockDeviceMapping.Ebs(
                ROOT_DEVICE,
                target.snapshot(),
                EbsSettings.of(recipe.sizeGiB(), VolumeType.DEFAULT, null, null),
                true,
                false);
        return new Image(
                target.image(),
                Provider.ACCOUNT,
                new Region(target.region()),
                name,
                recipe.system() + added,
                new ImageState.Pending(),
                clock.instant(),
                new ImageSettings(
                        recipe.architecture().equals(DebianRecipe.I386) ? "i386" : "x86_64",
                        ImageSettings.HVM,
                        ROOT_DEVICE,
                        null,
                        null,
                        true,
                        "simple",
                        "legacy-bios",
                        null,
                        null,
                        null),
                List.of(root),
                ImageSource.NONE,
                false);
    }

    private static Caller provider(Target target) {
        return new Caller(Provider.ACCOUNT, new Region(target.region()), "ec2");
    }
}
