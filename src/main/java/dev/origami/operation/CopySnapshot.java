package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import java.time.InstantSource;

/**
 * Copies a snapshot, within a region or to another one. All regions keep their blocks in the same store, so a copy is
 * a new record of the same manifest: it moves no byte, is complete in the transaction that asks for it, and is
 * independent of its source from then on.
 */
public final class CopySnapshot {
    private final Snapshots snapshots;
    private final InstantSource clock;

    public CopySnapshot(Snapshots snapshots, InstantSource clock) {
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /**
     * Makes the copy.
     *
     * @param owner whose the copy is, and in which region
     * @param source completed, and checked to be one that the owner may use
     */
    public Snapshot copy(Transaction transaction, Caller owner, Snapshot source, String description) {
        if (!(source.state() instanceof SnapshotState.Completed completed)) {
            throw new IllegalArgumentException(source.id() + " is not completed");
        }
        Snapshot copy = new Snapshot(
                SnapshotId.create(),
                owner.account(),
                owner.region(),
                null,
                source.sizeGiB(),
                new SnapshotState.Completed(completed.manifest(), clock.instant()),
                clock.instant(),
                description,
                null,
                source.fullSizeBytes());
        snapshots.insert(transaction, copy);
        return copy;
    }
}
