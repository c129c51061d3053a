package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.database.Transaction;
import dev.origami.encryption.EncryptionWish;
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
import dev.origami.zone.Home;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a copy that is encrypted, or goes to another block store: it is available and whole, or failed, and says why. */
class CopyImageDerivedTest {
    private static final Caller EAST = new Caller(OperationWorld.ALICE.account(), new Region("us-east-1"), "ec2");

    @TestFactory
    Stream<DynamicTest> ofAPlainImage() throws Exception {
        return DerivedTests.of(() -> new World(OperationWorld.ALICE, OperationWorld.ENCRYPTED));
    }

    @TestFactory
    Stream<DynamicTest> toARegionWithBlocksOfItsOwn() throws Exception {
        return DerivedTests.of(() -> new World(EAST, EncryptionWish.NONE));
    }

    @Test
    void whoDeregistersTheCopyCancelsIt() throws Exception {
        try (OperationWorld world = new OperationWorld()) {
            AtomicReference<Image> copy = new AtomicReference<>();
            world.doing((transaction, operations) -> {
                Image source = world.images.find(transaction.sql(), world.image).orElseThrow();
                Image made = operations
                        .copyImage()
                        .copy(
                                transaction,
                                OperationWorld.ALICE,
                                source,
                                "copy",
                                null,
                                OperationWorld.ENCRYPTED,
                                Home.inRegion());
                Image _ = world.images.deregister(transaction, OperationWorld.ALICE, made.id());
                copy.set(made);
            });

            assertThat(world.snapshot(copy.get().snapshots().getFirst())).isInstanceOf(SnapshotState.Failed.class);
            assertThat(world.database
                            .read(sql -> world.images.find(sql, copy.get().id()))
                            .orElseThrow()
                            .state())
                    .isInstanceOf(ImageState.Deregistered.class);
        }
    }

    private static final class World extends RunWorld {
        private final Caller owner;
        private final EncryptionWish wish;
        private @Nullable ImageId copy;

        World(Caller owner, EncryptionWish wish) throws Exception {
            super(new OperationWorld());
            this.owner = owner;
            this.wish = wish;
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.copyImage().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            Image source = world.images.find(transaction.sql(), world.image).orElseThrow();
            copy = operations()
                    .copyImage()
                    .copy(transaction, owner, source, "copy", null, wish, Home.inRegion())
                    .id();
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(copy().state()).isEqualTo(new ImageState.Available());
            assertThat(world.firstByte(snapshot())).isEqualTo(OperationWorld.OF_IMAGE);
            assertThat(world.isSealed(snapshot())).isEqualTo(wish.equals(OperationWorld.ENCRYPTED));
            SnapshotId snapshot = snapshot();
            Optional<ManifestId> kept = world.database.read(sql -> world.snapshots.copiedFrom(sql, snapshot));
            assertThat(kept).isEmpty();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            // It was whole already when the failure came.
            if (copy().state() instanceof ImageState.Available) {
                assertDone();
                return;
            }
            assertThat(copy().state()).isEqualTo(new ImageState.Failed(failure.code(), failure.message()));
            assertThat(world.snapshot(snapshot())).isNotInstanceOf(SnapshotState.Pending.class);
        }

        private Image copy() {
            return world.database
                    .read(sql -> world.images.find(sql, Objects.requireNonNull(copy)))
                    .orElseThrow();
        }

        private SnapshotId snapshot() {
            return copy().snapshots().getFirst();
        }
    }
}
