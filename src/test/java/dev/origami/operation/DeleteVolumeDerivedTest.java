package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.volume.VolumeState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to the deletion of a volume: it is gone, or can be deleted again. */
class DeleteVolumeDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofAFreeVolume() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final VolumeId volume;

        World() throws Exception {
            super(new OperationWorld());
            volume = world.freeVolume();
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.deleteVolume().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            operations().deleteVolume().start(transaction, volume);
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(world.volume(volume)).isEmpty();
            assertThat(world.overlayFiles()).isEmpty();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            if (world.volume(volume).isPresent()) {
                assertThat(world.volume(volume).orElseThrow().state()).isEqualTo(VolumeState.ERROR);
                world.delete(volume);
            }
            assertDone();
        }
    }
}
