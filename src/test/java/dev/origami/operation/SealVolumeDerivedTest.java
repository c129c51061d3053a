package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.SnapshotId;
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

/** Whatever happens to the sealing of a volume: it is there, encrypted and whole, or it says that it cannot be had. */
class SealVolumeDerivedTest {
    @TestFactory
    Stream<DynamicTest> ofAPlainDisk() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final VolumeId volume;

        World() throws Exception {
            super(new OperationWorld());
            volume = world.database.write(world::unsealed);
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.sealVolume().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            return operations().sealVolume().submit(transaction, volume, null);
        }

        @Override
        public void assertDone() throws Exception {
            assertFree(volume);
            SnapshotId shown = world.snapshotNow(volume, null);
            assertThat(world.firstByte(shown)).isEqualTo(OperationWorld.OF_IMAGE);
            assertThat(world.isSealed(shown)).isTrue();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            // It was whole already when the failure came.
            if (world.volume(volume).orElseThrow().state() == VolumeState.AVAILABLE) {
                assertDone();
                return;
            }
            assertThat(world.volume(volume).orElseThrow().state()).isEqualTo(VolumeState.ERROR);
            world.delete(volume);
            assertThat(world.volume(volume)).isEmpty();
        }
    }
}
