package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a reboot: the instance runs, or is stopped where its guest had shut down already; its disk stays. */
class RebootInstanceDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofARunningInstance() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final int WRITTEN = 0x45;

    private static final class World extends RunWorld {
        private final Instance instance;

        World() throws Exception {
            super(new OperationWorld());
            instance = world.running(WRITTEN);
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.reboot().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            operations().reboot().submit(transaction, instance);
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertRuns();
            assertThat(world.machines.asked()).contains("reset " + instance.id());
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            if (world.instance().state() == InstanceState.RUNNING) {
                assertRuns();
            } else {
                assertStopped();
            }
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
        }
    }
}
