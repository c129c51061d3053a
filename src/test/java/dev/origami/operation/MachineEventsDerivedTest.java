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

/** Whatever happens while it is heard that a guest has shut down: its instance stops, with the next start at the latest. */
class MachineEventsDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofAGuestThatShutDown() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final int WRITTEN = 0x46;

    private static final class World extends RunWorld {
        private final Instance instance;

        World() throws Exception {
            super(new OperationWorld());
            instance = world.running(WRITTEN);
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.events().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            world.machines.powerOff(instance.id());
            return operations().events().submit(transaction, new MachineEvents.Arguments(instance.id(), "", false));
        }

        @Override
        public void assertDone() throws Exception {
            assertStopped();
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            world.carryOn();
            assertDone();
        }
    }
}
