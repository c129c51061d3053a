package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.instance.StateReason;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a launch: the instance runs with the image's disk, or it is terminated and nothing is left. */
class RunInstancesDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofOneInstance() throws Exception {
        return DerivedTests.of(() -> new World(false));
    }

    /** Its volume is made of a disk that is first to be sealed. */
    @TestFactory
    Stream<DynamicTest> ofOneEncryptedInstance() throws Exception {
        return DerivedTests.of(() -> new World(true));
    }

    private static final class World extends RunWorld {
        private final boolean encrypted;

        World(boolean encrypted) throws Exception {
            super(new OperationWorld());
            this.encrypted = encrypted;
            if (encrypted) {
                world.encryptByDefault();
            }
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.run().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            world.submit(transaction, operations());
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertRuns();
            assertThat(world.firstByteNow(world.instance())).isEqualTo(OperationWorld.OF_IMAGE);
            assertThat(world.root(world.instance().id()).lineage() != null).isEqualTo(encrypted);
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            assertGone();
            assertThat(world.instance().stateReason()).isEqualTo(StateReason.of(failure.code(), failure.message()));
        }
    }
}
