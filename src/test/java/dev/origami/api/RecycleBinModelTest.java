package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BLOCK;
import static dev.origami.api.ResourceWorld.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.RecycleBinModel.Action;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.config.BlockLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.SnapshotState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import software.amazon.awssdk.services.rbin.RbinClient;
import software.amazon.awssdk.services.rbin.model.RuleSummary;

/**
 * Whatever is registered, copied, deleted and brought back, in whatever order and however much time passes: everything is
 * where the model says, a collection loses no block that something still needs, and leaves none that nothing needs.
 */
class RecycleBinModelTest {
    private static final int CONTENTS = 3;
    private static final int NAMES = 3;

    /** One record in each pack, so that what is dead can always be given back to the last byte. */
    private static final BlockLimits SMALL = small();

    /** What a store takes that has just these disks. */
    private static final Map<Set<Integer>, Long> BYTES = new HashMap<>();

    private static BlockLimits small() {
        BlockLimits usual = BlockLimits.defaults();
        return new BlockLimits(
                1,
                usual.maxStoreBytes(),
                usual.maxDiskBytes(),
                usual.workers(),
                usual.readers(),
                usual.concurrentStores(),
                usual.regionsInFlight(),
                usual.openPacks(),
                usual.cachedManifestBytes(),
                usual.rewriteBelowLivePercent(),
                usual.listedUnsound());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 25)
    void agreesWithTheModel(@ForAll("actions") List<Action> actions) throws IOException {
        Path directory = Files.createTempDirectory("recycled");
        try (ResourceWorld world = new ResourceWorld(directory, SMALL)) {
            new Life(world).agrees(actions);
        } finally {
            delete(directory);
        }
    }

    /** Whether there is nothing yet that it could be done to. */
    private static boolean isForNothing(Action action, RecycleBinModel model) {
        return switch (action) {
            case Action.Register _, Action.Delete _, Action.RestoreSnapshot _ -> model.snapshots() == 0;
            case Action.Copy _, Action.Deregister _, Action.RestoreImage _ -> model.images() == 0;
            case Action.Upload _, Action.Keep _, Action.Pass _, Action.Collect _ -> false;
        };
    }

    private static Set<String> named(Set<Integer> numbers, List<String> ids) {
        return numbers.stream().map(ids::get).collect(Collectors.toSet());
    }

    private static long bytes(Set<Integer> contents) throws IOException {
        Long known = BYTES.get(contents);
        if (known == null) {
            Path directory = Files.createTempDirectory("fresh");
            try (ResourceWorld fresh = new ResourceWorld(directory, SMALL)) {
                contents.forEach(content -> upload(fresh, content));
                known = fresh.blocks.packBytes();
            } finally {
                delete(directory);
            }
            BYTES.put(Set.copyOf(contents), known);
        }
        return known;
    }

    /** A snapshot of a disk of which the first block is on all disks, and the second on this one. */
    private static String upload(ResourceWorld world, int content) {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, id, 0, block(100));
        world.put(ALICE, id, 1, block(content + 1));
        world.complete(ALICE, id, 2);
        return id;
    }

    private static String of(List<String> ids, int number) {
        return ids.get(number % ids.size());
    }

    private static Optional<ErrorCode> refusal(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (ApiException refusal) {
            return Optional.of(refusal.code());
        }
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 11);
        Arbitrary<Integer> name = Arbitraries.integers().between(0, NAMES - 1);
        Arbitrary<Integer> days = Arbitraries.of(0, 1, 2, 3);
        Arbitrary<Action> action = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.integers().between(0, CONTENTS - 1).map(Action.Upload::new)),
                Tuple.of(4, Combinators.combine(number, name).as(Action.Register::new)),
                Tuple.of(3, Combinators.combine(number, name).as(Action.Copy::new)),
                Tuple.of(
                        4,
                        Combinators.combine(number, Arbitraries.of(true, false)).as(Action.Deregister::new)),
                Tuple.of(5, number.map(Action.Delete::new)),
                Tuple.of(4, number.map(Action.RestoreSnapshot::new)),
                Tuple.of(3, number.map(Action.RestoreImage::new)),
                Tuple.of(2, Combinators.combine(days, days).as(Action.Keep::new)),
                Tuple.of(3, Arbitraries.of(1, 12, 24, 30).map(Action.Pass::new)),
                Tuple.of(2, Arbitraries.just(new Action.Collect())));
        return action.list().ofMinSize(5).ofMaxSize(40);
    }

    /** What really becomes of it. */
    private static final class Life {
        private final ResourceWorld world;
        private final List<String> snapshots = new ArrayList<>();
        private final List<String> images = new ArrayList<>();
        /** By what is on the disk. */
        private final Map<Integer, ManifestId> manifests = new HashMap<>();

        Life(ResourceWorld world) {
            this.world = world;
        }

        void agrees(List<Action> actions) throws IOException {
            RecycleBinModel model = new RecycleBinModel(world.now);
            for (Action action : actions) {
                if (isForNothing(action, model)) {
                    continue;
                }
                Optional<ErrorCode> expected = model.apply(action);
                assertThat(refusal(() -> apply(action))).as("%s", action).isEqualTo(expected);
                assertThat(world.now).isEqualTo(model.now());
                assertPlaces(model);
                if (action instanceof Action.Collect) {
                    assertBlocks(model);
                }
            }
            world.collect();
            assertBlocks(model);
        }

        private void assertPlaces(RecycleBinModel model) {
            assertThat(world.ask(ALICE, "DescribeSnapshots").texts("snapshotSet/item/snapshotId"))
                    .hasSameElementsAs(named(model.snapshotsThere(), snapshots));
            assertThat(world.ask(ALICE, "ListSnapshotsInRecycleBin").texts("snapshotSet/item/snapshotId"))
                    .hasSameElementsAs(named(model.snapshotsInBin(), snapshots));
            assertThat(world.ask(ALICE, "DescribeImages").texts("imagesSet/item/imageId"))
                    .hasSameElementsAs(named(model.imagesThere(), images));
            assertThat(world.ask(ALICE, "ListImagesInRecycleBin").texts("imageSet/item/imageId"))
                    .hasSameElementsAs(named(model.imagesInBin(), images));
        }

        private void assertBlocks(RecycleBinModel model) throws IOException {
            Set<Integer> needed = model.neededContents();
            for (Map.Entry<Integer, ManifestId> disk : manifests.entrySet()) {
                if (needed.contains(disk.getKey())) {
                    assertThat(read(disk.getValue(), 0)).as("what all share").isEqualTo(block(100));
                    assertThat(read(disk.getValue(), 1)).as("its own").isEqualTo(block(disk.getKey() + 1));
                } else {
                    assertThatThrownBy(() -> world.blocks.sizeBytes(disk.getValue()))
                            .isInstanceOf(NoSuchManifestException.class);
                }
            }
            assertThat(world.blocks.packBytes()).as("packs of %s", needed).isEqualTo(bytes(needed));
        }

        private byte[] read(ManifestId disk, int index) throws IOException {
            byte[] content = new byte[BLOCK];
            world.blocks.read(disk, (long) index * BLOCK, ByteBuffer.wrap(content));
            return content;
        }

        private void apply(Action action) {
            switch (action) {
                case Action.Upload upload -> {
                    String id = upload(world, upload.content());
                    snapshots.add(id);
                    manifests.put(upload.content(), manifest(id));
                }
                case Action.Register register ->
                    images.add(world.image(ALICE, "name " + register.name(), of(snapshots, register.snapshot())));
                case Action.Copy copy -> copy(of(images, copy.image()), copy.name());
                case Action.Deregister deregister ->
                    tell(
                            "DeregisterImage",
                            "ImageId",
                            of(images, deregister.image()),
                            "DeleteAssociatedSnapshots",
                            Boolean.toString(deregister.withSnapshots()));
                case Action.Delete delete -> tell("DeleteSnapshot", "SnapshotId", of(snapshots, delete.snapshot()));
                case Action.RestoreSnapshot restore ->
                    tell("RestoreSnapshotFromRecycleBin", "SnapshotId", of(snapshots, restore.snapshot()));
                case Action.RestoreImage restore ->
                    tell("RestoreImageFromRecycleBin", "ImageId", of(images, restore.image()));
                case Action.Keep keep -> {
                    keep("EBS_SNAPSHOT", keep.snapshotDays());
                    keep("EC2_IMAGE", keep.imageDays());
                }
                case Action.Pass pass -> world.now = world.now.plus(Duration.ofHours(pass.hours()));
                case Action.Collect _ -> world.collect();
            }
        }

        private void tell(String action, String... members) {
            Answer _ = world.ask(ALICE, action, members);
        }

        private void copy(String image, int name) {
            String copy = world.ask(
                            ALICE,
                            "CopyImage",
                            "SourceRegion",
                            "eu-west-1",
                            "SourceImageId",
                            image,
                            "Name",
                            "name " + name)
                    .text("imageId");
            images.add(copy);
            snapshots.add(world.ask(ALICE, "DescribeImages", "ImageId.1", copy)
                    .text("imagesSet/item/blockDeviceMapping/item/ebs/snapshotId"));
        }

        /** One rule for the region, or none. */
        private void keep(String kind, int days) {
            try (RbinClient rbin = world.rbin(ALICE)) {
                for (RuleSummary rule :
                        rbin.listRules(r -> r.resourceType(kind)).rules()) {
                    var _ = rbin.deleteRule(r -> r.identifier(rule.identifier()));
                }
                if (days > 0) {
                    var _ = rbin.createRule(r -> r.resourceType(kind)
                            .retentionPeriod(p -> p.retentionPeriodValue(days).retentionPeriodUnit("DAYS")));
                }
            }
        }

        private ManifestId manifest(String snapshot) {
            SnapshotState state = world.database
                    .read(sql -> world.snapshots.find(sql, SnapshotId.parse(snapshot)))
                    .orElseThrow()
                    .state();
            if (state instanceof SnapshotState.Completed completed) {
                return completed.manifest();
            }
            throw new IllegalStateException(snapshot + ": " + state);
        }
    }
}
