package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.filesystem.ExtImages;
import dev.origami.filesystem.OperatingSystem;
import dev.origami.id.ImageId;
import dev.origami.image.ImageState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens while an image's disk is read: the image is as it was, and what is known of it is true. */
class RecogniseSystemDerivedTest {
    private static final OperatingSystem DEBIAN = new OperatingSystem("debian", "Debian GNU/Linux", "12");

    @TestFactory
    Stream<DynamicTest> ofDebian() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private final ImageId image;

        World() throws Exception {
            super(new OperationWorld());
            image = world.imageOf(ExtImages.debian());
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.recognise().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            return operations().recognise().submit(transaction, image);
        }

        @Override
        public void assertDone() {
            assertThat(system()).contains(DEBIAN);
            assertIsAvailable();
        }

        @Override
        public void assertUndone(Failure failure) {
            assertThat(system().orElse(DEBIAN)).isEqualTo(DEBIAN);
            assertIsAvailable();
        }

        private Optional<OperatingSystem> system() {
            return Optional.ofNullable(world.database
                    .read(sql -> world.images.systems(sql, List.of(image)))
                    .get(image));
        }

        private void assertIsAvailable() {
            assertThat(world.database
                            .read(sql -> world.images.find(sql, image))
                            .orElseThrow()
                            .state())
                    .isInstanceOf(ImageState.Available.class);
        }
    }
}
