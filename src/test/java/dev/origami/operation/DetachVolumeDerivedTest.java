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

/** Whatever happens to a detachment: the volume is free, or attached as before. */
class DetachVolumeDerivedTest {
    @TestFactory
    Stream<DynamicTest> fromARunningInstance() throws Exception {
        return DerivedTests.of(() -> new World(true));
    }

    @TestFactory
    Stream<DynamicTest> fromAStoppedInstance() throws Exception {
        return DerivedTests.of(() -> new World(false));
    }

    private static final class World extends RunWorld {
        private final Instance instance;
        private final VolumeId volume;

        World(boolean running) throws Exception {
            super(new OperationWorld());
            Instance launched = world.running(0x78);
            volume = world.freeVolume();
            world.attach(volume, launched.id());
            instance = running ? launched : world.stopped();
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.detach().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            world.volumes.detaching(transaction, volume);
            return operations().detach().submit(transaction, new DetachVolume.Arguments(volume, instance.id()));
        }

        @Override
        public void assertDone() {
            assertFree(volume);
            assertThat(world.machines.disks(instance.id())).doesNotContain(Disk.nodeOf(volume));
        }

        /** Where the guest has let it go, it stays free: nobody plugs it in again behind the guest's back. */
        @Override
        public void assertUndone(Failure failure) {
            if (world.volume(volume).orElseThrow().attachment() == null) {
                assertDone();
            } else {
                assertAttached(volume, instance.id());
            }
        }
    }
}
