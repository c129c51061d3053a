package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.id.InstanceId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeModification;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a modification: the volume is as it was or as it was asked for, with all that it held. */
class ModifyVolumeDerivedTest {
    private static final int WRITTEN = 0x46;
    private static final long GIB = 1L << 30;
    private static final EbsSettings LARGER = EbsSettings.of(2, VolumeType.GP3, 4000, null);
    private static final EbsSettings OTHER_TYPE = EbsSettings.of(1, VolumeType.GP3, null, null);

    private enum Use {
        RUNNING,
        STOPPED,
        FREE
    }

    @TestFactory
    Stream<DynamicTest> underARunningGuest() throws Exception {
        return DerivedTests.of(() -> new World(Use.RUNNING, LARGER));
    }

    @TestFactory
    Stream<DynamicTest> ofAStoppedInstance() throws Exception {
        return DerivedTests.of(() -> new World(Use.STOPPED, LARGER));
    }

    @TestFactory
    Stream<DynamicTest> ofAFreeVolume() throws Exception {
        return DerivedTests.of(() -> new World(Use.FREE, LARGER));
    }

    @TestFactory
    Stream<DynamicTest> ofTheTypeAlone() throws Exception {
        return DerivedTests.of(() -> new World(Use.RUNNING, OTHER_TYPE));
    }

    private static final class World extends RunWorld {
        private final @Nullable InstanceId instance;
        private final VolumeId volume;
        private final EbsSettings target;
        private long number;

        World(Use use, EbsSettings target) throws Exception {
            super(new OperationWorld());
            this.target = target;
            switch (use) {
                case RUNNING, STOPPED -> {
                    instance = world.running(WRITTEN).id();
                    volume = world.root(instance).id();
                    if (use == Use.STOPPED) {
                        var _ = world.stopped();
                    }
                }
                case FREE -> {
                    instance = null;
                    volume = world.freeVolume();
                    world.write(volume, WRITTEN);
                }
                default -> throw new IllegalStateException(use.name());
            }
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.modify().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            Volume before = world.volumes.find(transaction.sql(), volume).orElseThrow();
            number = world.modifications.begin(transaction, before, target).number();
            return operations().modify().submit(transaction, new ModifyVolume.Arguments(volume, instance, number));
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(modification().state()).isEqualTo(VolumeModification.State.COMPLETED);
            assertIs(target);
        }

        /** Once the disk has grown there is no way back. */
        @Override
        public void assertUndone(Failure failure) throws Exception {
            if (world.overlayBytes(volume) > GIB) {
                assertDone();
                return;
            }
            assertThat(modification().state()).isEqualTo(VolumeModification.State.FAILED);
            assertThat(modification().message()).isEqualTo(failure.message());
            assertIs(modification().original());
        }

        private void assertIs(EbsSettings settings) throws Exception {
            assertThat(world.volume(volume).orElseThrow().settings()).isEqualTo(settings);
            assertThat(world.overlayBytes(volume)).isEqualTo(settings.sizeGiB() * GIB);
            SnapshotId snapshot = world.snapshotNow(volume, instance);
            assertThat(world.sizeBytes(snapshot)).isEqualTo(settings.sizeGiB() * GIB);
            assertThat(world.firstByte(snapshot)).isEqualTo(WRITTEN);
        }

        private VolumeModification modification() {
            return world.database
                    .read(sql -> world.modifications.find(sql, number))
                    .orElseThrow();
        }
    }
}
