package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Upload;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to the completion of an upload: the snapshot is whole or in error, and nothing is left of the upload. */
class CompleteSnapshotDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofOneBlock() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final int WRITTEN = 0x47;

    private static final class World extends RunWorld {
        private final SnapshotId snapshot;

        World() throws Exception {
            super(new OperationWorld());
            snapshot = world.upload(WRITTEN);
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.complete().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            operations().complete().start(transaction, snapshot);
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(world.firstByte(snapshot)).isEqualTo(WRITTEN);
            assertNothingIsLeft();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            switch (world.snapshot(snapshot)) {
                case SnapshotState.Failed failed -> assertThat(failed.message()).isEqualTo(failure.message());
                // It was whole already when the failure came.
                case SnapshotState.Completed _ ->
                    assertThat(world.firstByte(snapshot)).isEqualTo(WRITTEN);
                case SnapshotState.Pending _, SnapshotState.Damaged _, SnapshotState.Recoverable _ ->
                    throw new AssertionError(world.snapshot(snapshot));
            }
            assertNothingIsLeft();
        }

        private void assertNothingIsLeft() throws Exception {
            Optional<Upload> upload = world.database.read(sql -> world.uploads.find(sql, snapshot));
            assertThat(upload).isEmpty();
            assertThat(world.unfinishedFiles()).isEmpty();
        }
    }
}
