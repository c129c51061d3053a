package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.SnapshotState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Home;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a copy that is encrypted: it is whole, or says that it cannot be had. */
class CopySnapshotDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofAPlainDisk() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private @Nullable SnapshotId copy;

        World() throws Exception {
            super(new OperationWorld());
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.copySnapshot().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            copy = operations()
                    .copySnapshot()
                    .copy(
                            transaction,
                            OperationWorld.ALICE,
                            world.ofImage(transaction.sql()),
                            "",
                            OperationWorld.ENCRYPTED,
                            Home.inRegion())
                    .id();
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(world.firstByte(copy())).isEqualTo(OperationWorld.OF_IMAGE);
            assertThat(world.isSealed(copy())).isTrue();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            // It was whole already when the failure came.
            if (world.snapshot(copy()) instanceof SnapshotState.Completed) {
                assertDone();
            } else {
                assertThat(world.snapshot(copy())).isEqualTo(new SnapshotState.Failed(failure.message()));
            }
        }

        private SnapshotId copy() {
            return Objects.requireNonNull(copy);
        }
    }
}
