package dev.origami.operation;

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

/** Whatever happens to a termination: the instance is gone, with the next start of the service at the latest. */
class TerminateInstanceDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofARunningInstance() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final Instance instance;

        World() throws Exception {
            super(new OperationWorld());
            instance = world.running(0x33);
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.terminate().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            operations().terminate().submit(transaction, instance, false);
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertGone();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            world.carryOn();
            assertGone();
        }
    }
}
