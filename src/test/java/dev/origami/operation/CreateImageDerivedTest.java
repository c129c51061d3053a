package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.id.ImageId;
import dev.origami.image.ImageState;
import dev.origami.instance.Instance;
import dev.origami.snapshot.SnapshotState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a CreateImage: the instance runs on with its disk, and the image is whole or failed. */
class CreateImageDerivedTest {
    private static final int WRITTEN = 0x11;

    @TestFactory
    Stream<DynamicTest> withReboot() throws Exception {
        return DerivedTests.of(() -> new World(true));
    }

    @TestFactory
    Stream<DynamicTest> withoutReboot() throws Exception {
        return DerivedTests.of(() -> new World(false));
    }

    private static final class World extends RunWorld {
        private final boolean reboot;
        private final Instance instance;
        private final SnapshotSet set;
        private final ImageId image;

        World(boolean reboot) throws Exception {
            super(new OperationWorld());
            this.reboot = reboot;
            instance = world.running(WRITTEN);
            set = world.pending(instance);
            image = world.pendingImage(set.parts().getFirst().snapshot());
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.createImage().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            return operations()
                    .createImage()
                    .submit(transaction, new CreateImage.Arguments(image, instance.id(), reboot, set));
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(state()).isInstanceOf(ImageState.Available.class);
            assertShowsWhatWasWritten();
            assertRuns();
            assertThat(world.machines.asked().contains("button " + instance.id()))
                    .isEqualTo(reboot);
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            switch (state()) {
                case ImageState.Failed failed ->
                    assertThat(failed).isEqualTo(new ImageState.Failed(failure.code(), failure.message()));
                // It was whole already when the failure came.
                case ImageState.Available _ -> assertShowsWhatWasWritten();
                case ImageState.Pending pending -> throw new AssertionError(pending);
                case ImageState.Disabled disabled -> throw new AssertionError(disabled);
                case ImageState.Deregistered deregistered -> throw new AssertionError(deregistered);
                case ImageState.Damaged damaged -> throw new AssertionError(damaged);
            }
            assertThat(world.snapshot(set.parts().getFirst().snapshot())).isNotInstanceOf(SnapshotState.Pending.class);
            assertRuns();
            assertThat(world.firstByteNow(instance))
                    .as("the disk, in a later snapshot")
                    .isEqualTo(WRITTEN);
        }

        private void assertShowsWhatWasWritten() throws Exception {
            assertThat(world.firstByte(set.parts().getFirst().snapshot())).isEqualTo(WRITTEN);
        }

        private ImageState state() {
            return world.database
                    .read(sql -> world.images.find(sql, image))
                    .orElseThrow()
                    .state();
        }
    }
}
