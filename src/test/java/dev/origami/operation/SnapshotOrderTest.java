package dev.origami.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.instance.Instance;
import dev.origami.workflow.StepListener;
import dev.origami.workflow.WorkflowEngine;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Snapshots of one volume that are stored at the same time have no order: after a crash all of them begin at once. */
class SnapshotOrderTest {
    @Test
    void eachSnapshotShowsItsOwnMomentWhicheverIsStoredFirst() throws Exception {
        OperationWorld world = new OperationWorld();
        try (WorkflowEngine engine = new WorkflowEngine(world.database, InstantSource.system(), StepListener.NONE)) {
            Instance instance = world.running(0x11);
            SnapshotSets sets = world.on(engine).sets();
            SnapshotSet older = world.pending(instance);
            sets.freeze(older);
            world.write(world.root(instance.id()).id(), 0x22);
            SnapshotSet newer = world.pending(instance);
            sets.freeze(newer);

            sets.store(newer);
            sets.tidy(newer);
            sets.store(older);
            sets.tidy(older);

            assertThat(world.firstByte(older.parts().getFirst().snapshot())).isEqualTo(0x11);
            assertThat(world.firstByte(newer.parts().getFirst().snapshot())).isEqualTo(0x22);
        } finally {
            world.close();
        }
    }
}
