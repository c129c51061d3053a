package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.database.Transaction;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.Image;
import dev.origami.image.ImageState;
import dev.origami.snapshot.SnapshotState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever happens to a copy between two block stores: the image is available with all of its blocks where it is, or failed,
 * and nothing is kept for it any more. What it is a copy of may be deleted meanwhile.
 */
class BringDisksDerivedTest {
    private static final Caller EAST = new Caller(OperationWorld.ALICE.account(), new Region("us-east-1"), "ec2");

    @TestFactory
    Stream<DynamicTest> ofAnImageToARegionWithBlocksOfItsOwn() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final ImageId source;
        private ImageId copy;

        World() throws Exception {
            super(new OperationWorld());
            source = world.image;
            copy = source;
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.bring().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            InstantSource clock = InstantSource.system();
            CopySnapshot copySnapshot =
                    new CopySnapshot(world.snapshots, operations().bring(), clock);
            CopyImage copyImage = new CopyImage(world.images, world.snapshots, copySnapshot, clock);
            Image image = world.images.find(transaction.sql(), source).orElseThrow();
            copy = copyImage
                    .copy(transaction, EAST, image, "copied", null, null)
                    .id();
            assertThat(world.images.find(transaction.sql(), copy).orElseThrow().state())
                    .isEqualTo(new ImageState.Pending());
            assertThat(world.snapshots.liveManifests(transaction.sql())).isNotEmpty();
            return submitted(transaction);
        }

        private Image copied() {
            return world.database.read(sql -> world.images.find(sql, copy)).orElseThrow();
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(copied().state()).isEqualTo(new ImageState.Available());
            SnapshotId snapshot = copied().snapshots().getFirst();
            assertThat(world.firstByte(snapshot)).isEqualTo(OperationWorld.OF_IMAGE);
            assertNothingIsKept(snapshot);
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            SnapshotId snapshot = copied().snapshots().getFirst();
            if (copied().state() instanceof ImageState.Available) {
                // It was whole already when the failure came.
                assertDone();
                return;
            }
            assertThat(copied().state()).isInstanceOf(ImageState.Failed.class);
            switch (world.snapshot(snapshot)) {
                case SnapshotState.Failed failed -> assertThat(failed.message()).isEqualTo(failure.message());
                // It was there already when the failure came.
                case SnapshotState.Completed completed ->
                    assertThat(completed.manifest()).isNotNull();
                case SnapshotState.Pending _, SnapshotState.Damaged _, SnapshotState.Recoverable _ ->
                    throw new AssertionError(world.snapshot(snapshot));
            }
            assertNothingIsKept(snapshot);
        }

        private void assertNothingIsKept(SnapshotId snapshot) {
            Optional<ManifestId> kept = world.database.read(sql -> world.snapshots.copiedDisk(sql, snapshot));
            assertThat(kept).isEmpty();
            Set<ManifestId> live = world.database.read(world.snapshots::liveManifests);
            assertThat(live).hasSize(1);
        }
    }
}
