package dev.origami.operation;

import dev.origami.database.Transaction;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Snapshots of volumes at one moment, guests running on (source section 2.2). */
public final class CreateSnapshots {
    private static final int FROZEN = 1;

    private final WorkflowEngine engine;
    private final Workflow<SnapshotSet> workflow;

    public CreateSnapshots(WorkflowEngine engine, SnapshotSets sets) {
        this.engine = engine;
        this.workflow = engine.register(workflow(sets));
    }

    static Workflow<SnapshotSet> workflow(SnapshotSets sets) {
        return new Workflow<>(
                "create-snapshots",
                SnapshotSet.class,
                set -> Optional.of(lock(set)),
                List.of(
                        Step.<SnapshotSet>of(
                                        "freeze",
                                        (set, _) -> sets.freeze(set),
                                        (set, run) ->
                                                sets.fail(set, run.reason().message()))
                                .thenUnlock(),
                        Step.withoutUndo("store", (set, _) -> sets.store(set)),
                        Step.withoutUndo("tidy", (set, _) -> sets.tidy(set))));
    }

    /** The caller has inserted the pending snapshots in the same transaction. */
    public RunId submit(Transaction transaction, SnapshotSet set) {
        return engine.submit(transaction, workflow, set);
    }

    /** Waits until the moment that the snapshots show has passed; false when it has not in that time. */
    public boolean awaitFrozen(RunId run, Duration patience) throws InterruptedException {
        return engine.awaitStep(run, FROZEN, patience);
    }

    private static String lock(SnapshotSet set) {
        return set.instance() == null
                ? VolumeDisks.lock(set.parts().getFirst().volume())
                : PowerLock.of(set.instance());
    }
}
