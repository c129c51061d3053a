package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.Transaction;
import dev.origami.debian.DebianRecipe;
import dev.origami.id.Region;
import dev.origami.image.Image;
import dev.origami.image.ImageState;
import dev.origami.snapshot.SnapshotState;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to a build: the images of all regions are whole and public or failed, and no file is left. */
class BuildImageDerivedTest {
    @TestFactory
    Stream<DynamicTest> forTwoRegions() throws Exception {
        return DerivedTests.of(World::new);
    }

    private static final class World extends RunWorld {
        private BuildImage.@Nullable Begun begun;

        World() throws Exception {
            super(new OperationWorld());
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.build().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            List<Region> regions = List.of(new Region("eu-west-1"), new Region("us-east-1"));
            begun = operations().build().begin(transaction, "debian", DebianRecipe.bookworm(1, List.of()), regions);
            return begun.run();
        }

        @Override
        public void assertDone() throws Exception {
            for (BuildImage.Target target : targets()) {
                assertThat(image(target).state()).isInstanceOf(ImageState.Available.class);
                assertThat(image(target).isPublic()).isTrue();
                assertThat(world.isUsableByAnyone(target.snapshot())).isTrue();
                assertThat(world.firstByte(target.snapshot())).isEqualTo(OperationWorld.OF_IMAGE);
            }
            assertThat(world.unfinishedFiles()).isEmpty();
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            if (image(targets().getFirst()).state() instanceof ImageState.Available) {
                // They were whole already when the failure came.
                assertDone();
                return;
            }
            for (BuildImage.Target target : targets()) {
                assertThat(image(target).state()).isEqualTo(new ImageState.Failed(failure.code(), failure.message()));
                assertThat(world.snapshot(target.snapshot())).isInstanceOf(SnapshotState.Failed.class);
            }
            assertThat(world.unfinishedFiles()).isEmpty();
        }

        private Image image(BuildImage.Target target) {
            return world.database
                    .read(sql -> world.images.find(sql, target.image()))
                    .orElseThrow();
        }

        private List<BuildImage.Target> targets() {
            BuildImage.Begun all = begun;
            if (all == null) {
                throw new IllegalStateException("not begun");
            }
            return all.targets();
        }
    }
}
