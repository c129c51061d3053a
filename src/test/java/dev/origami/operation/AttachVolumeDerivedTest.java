package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.machine.Disk;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to an attachment: the instance has the volume, or it is free again. */
class AttachVolumeDerivedTest {
    @TestFactory
    Stream<DynamicTest> toARunningInstance() throws Exception {
        return DerivedTests.of(() -> new World(true));
    }

    @TestFactory
    Stream<DynamicTest> toAStoppedInstance() throws Exception {
        return DerivedTests.of(() -> new World(false));
    }

    private static final class World extends RunWorld {
        private final Instance instance;
        private final VolumeId volume;

        World(boolean running) throws Exception {
            super(new OperationWorld());
            Instance launched = world.running(0x77);
            instance = running ? launched : world.stopped();
            volume = world.freeVolume();
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.attach().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            var _ = world.volumes.attaching(transaction, volume, instance.id(), "/dev/sdf", false);
            return operations().attach().submit(transaction, new AttachVolume.Arguments(volume, instance.id()));
        }

        @Override
        public void assertDone() {
            assertAttached(volume, instance.id());
        }

        @Override
        public void assertUndone(Failure failure) {
            assertFree(volume);
            assertThat(world.machines.disks(instance.id())).doesNotContain(Disk.nodeOf(volume));
        }
    }
}
