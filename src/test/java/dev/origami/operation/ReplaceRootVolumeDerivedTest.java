package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.database.PageWanted;
import dev.origami.database.Transaction;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.volume.ReplaceRootVolumeTask;
import dev.origami.volume.ReplaceRootVolumeTask.State;
import dev.origami.volume.RootVolumes;
import dev.origami.volume.Volume;
import dev.origami.workflow.DerivedTests;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever happens to the replacement of a root volume: the instance runs from the new one, or from the old one as it was. */
class ReplaceRootVolumeDerivedTest {
    private static final int WRITTEN = 0x47;

    @TestFactory
    Stream<DynamicTest> keepingTheOldOne() throws Exception {
        return DerivedTests.of(() -> new World(false));
    }

    @TestFactory
    Stream<DynamicTest> deletingTheOldOne() throws Exception {
        return DerivedTests.of(() -> new World(true));
    }

    /** The new one is made of a disk that is first to be sealed. */
    @TestFactory
    Stream<DynamicTest> byAnEncryptedOne() throws Exception {
        return DerivedTests.of(() -> new World(false, true));
    }

    private static final class World extends RunWorld {
        private final boolean delete;
        private final boolean encrypted;
        private final Instance instance;
        private final VolumeId old;

        World(boolean delete) throws Exception {
            this(delete, false);
        }

        World(boolean delete, boolean encrypted) throws Exception {
            super(new OperationWorld());
            this.delete = delete;
            this.encrypted = encrypted;
            instance = world.running(WRITTEN);
            old = world.root(instance.id()).id();
            if (encrypted) {
                world.encryptByDefault();
            }
        }

        @Override
        Workflow<?> workflow(OperationWorld.Operations all) {
            return all.replaceRoot().workflow();
        }

        @Override
        public RunId submit(Transaction transaction, WorkflowEngine engine) {
            ReplaceRootVolumeTask _ = operations()
                    .replaceRoot()
                    .submit(transaction, OperationWorld.ALICE, instance, new RootVolumes.Wish(null, null, delete));
            return submitted(transaction);
        }

        @Override
        public void assertDone() throws Exception {
            assertThat(task().state()).isEqualTo(State.SUCCEEDED);
            assertThat(task().completeTime()).isNotNull();
            assertThat(world.root(instance.id()).id())
                    .isEqualTo(task().replacement())
                    .isNotEqualTo(old);
            assertAttached(task().replacement(), instance.id());
            assertRuns();
            assertThat(world.firstByteNow(instance)).isEqualTo(OperationWorld.OF_IMAGE);
            assertThat(world.root(instance.id()).lineage() != null).isEqualTo(encrypted);
            if (delete) {
                assertThat(world.volume(old)).isEmpty();
            } else {
                assertFree(old);
                assertThat(world.firstByte(world.snapshotNow(old, null))).isEqualTo(WRITTEN);
            }
        }

        @Override
        public void assertUndone(Failure failure) throws Exception {
            if (task().state() == State.SUCCEEDED) {
                assertDone();
                return;
            }
            assertThat(task().state()).isEqualTo(State.FAILED);
            assertThat(task().completeTime()).isNotNull();
            assertThat(world.root(instance.id()).id()).isEqualTo(old);
            assertAttached(old, instance.id());
            assertRuns();
            assertThat(world.firstByteNow(instance)).isEqualTo(WRITTEN);
            List<Volume> all = world.database.read(sql -> world.volumes
                    .search(sql, OperationWorld.ALICE, List.of(), List.of(), PageWanted.all())
                    .items());
            assertThat(all).extracting(Volume::id).containsExactly(old);
        }

        private ReplaceRootVolumeTask task() {
            return world.database
                    .read(sql -> world.roots.of(sql, OperationWorld.ALICE))
                    .getFirst();
        }
    }
}
