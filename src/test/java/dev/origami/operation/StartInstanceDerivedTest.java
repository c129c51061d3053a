package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.instance.Instance;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a start: the instance runs or is stopped again, and its disk keeps what was written. */
class StartInstanceDerivedTest {
    private static final int WRITTEN = 0x66;

    @TestFactory
    Stream<DynamicTest> ofAStoppedInstance() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final Instance instance;

        World() throws Exception {
            super(new OperationWorld());
            var _ = world.running(WRITTEN);
            instance = world.stopped();
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.start().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            operations().start().submit(transaction, instance, null);
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertRuns();
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            assertStopped();
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
        }
    }
}
