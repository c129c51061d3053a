package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.SnapshotId;
import dev.origami.instance.Instance;
import dev.origami.snapshot.SnapshotState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a CreateSnapshots: the guest runs on undisturbed, and each snapshot is whole or in error. */
class CreateSnapshotsDerivedTest {
    private static final int WRITTEN = 0x22;

    @TestFactory
    Stream<DynamicTest> ofARunningInstance() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final Instance instance;
        private final SnapshotSet set;

        World() throws Exception {
            super(new OperationWorld());
            instance = world.running(WRITTEN);
            set = world.pending(instance);
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return CreateSnapshots.workflow(all.sets());
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            return operations().createSnapshots().submit(transaction, set);
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(world.firstByte(snapshot())).isEqualTo(WRITTEN);
            assertRuns();
            assertThat(world.machines.asked()).doesNotContain("button " + instance.id());
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            switch (world.snapshot(snapshot())) {
                case SnapshotState.Failed failed -> assertThat(failed.message()).isEqualTo(failure.message());
                // It was whole already when the failure came.
                case SnapshotState.Completed _ ->
                    assertThat(world.firstByte(snapshot())).isEqualTo(WRITTEN);
                case SnapshotState.Pending pending -> throw new AssertionError(pending);
                case SnapshotState.Damaged damaged -> throw new AssertionError(damaged);
                case SnapshotState.Recoverable recoverable -> throw new AssertionError(recoverable);
            }
            assertRuns();
            assertThat(world.firstByteNow(instance))
                    .as("the disk, in a later snapshot")
                    .isEqualTo(WRITTEN);
        }

        private SnapshotId snapshot() {
            return set.parts().getFirst().snapshot();
        }
    }
}
