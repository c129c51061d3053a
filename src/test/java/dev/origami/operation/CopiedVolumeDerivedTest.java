package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeCopies;
import dev.origami.volume.VolumeState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to the copying of a volume: the copy has what the source held, or says that it cannot be had. */
class CopiedVolumeDerivedTest {
    private static final int WRITTEN = 0x48;

    @TestFactory
    Stream<DynamicTest> ofARunningInstance() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final Instance instance;
        private final VolumeId source;
        private final VolumeId copy = VolumeId.create();

        World() throws Exception {
            super(new OperationWorld());
            instance = world.running(WRITTEN);
            source = world.root(instance.id()).id();
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return CreateSnapshots.workflow(all.sets());
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            SnapshotId moment = SnapshotId.create();
            Volume wanted = new Volume(
                    copy,
                    instance.owner(),
                    instance.region(),
                    instance.zone(),
                    EbsSettings.of(2, VolumeType.GP2, null, null),
                    VolumeState.CREATING,
                    null,
                    source,
                    Instant.EPOCH,
                    null,
                    null);
            new VolumeCopies(world.volumes).insert(transaction, wanted, moment);
            return operations()
                    .createSnapshots()
                    .submit(transaction, new SnapshotSet(instance.id(), List.of(new SnapshotSet.Part(source, moment))));
        }

        @Override
        public void assertDone() throws Exception {
            assertFree(copy);
            assertThat(world.firstByte(world.snapshotNow(copy, null))).isEqualTo(WRITTEN);
            assertRuns();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            // It was whole already when the failure came.
            if (world.volume(copy).orElseThrow().state() == VolumeState.AVAILABLE) {
                assertDone();
                return;
            }
            assertThat(world.volume(copy).orElseThrow().state()).isEqualTo(VolumeState.ERROR);
            assertRuns();
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
            world.delete(copy);
            assertThat(world.volume(copy)).isEmpty();
        }
    }
}
