package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.workflow.RunId;
import dev.origami.zone.OnOutposts;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies a snapshot, within a region, to another one or to an Outpost. Where both keep their blocks in the same store, a
 * copy is a new record of the same manifest: it moves no byte, is complete in the transaction that asks for it, and is
 * independent of its source from then on. Else it is pending until {@link BringDisks} has brought what is lacking.
 */
public final class CopySnapshot {
    private final Snapshots snapshots;
    private final BringDisks bringDisks;
    private final InstantSource clock;

    public CopySnapshot(Snapshots snapshots, BringDisks bringDisks, InstantSource clock) {
        this.snapshots = snapshots;
        this.bringDisks = bringDisks;
        this.clock = clock;
    }

    /**
     * Makes the copy.
     *
     * @param owner whose the copy is, and in which region
     * @param source completed, and checked to be one that the owner may use
     * @param outpost where it is to be; null: in the owner's region
     * @throws ApiException {@code UnsupportedOperation} when the source is on an Outpost, which nothing leaves
     */
    public Snapshot copy(
            Transaction transaction, Caller owner, Snapshot source, String description, @Nullable String outpost) {
        Snapshot copy = record(transaction, owner, source, description, outpost);
        boolean _ = bring(transaction, null, List.of(copy));
        return copy;
    }

    /** Begins to bring what is pending of these copies; answers whether anything is. */
    boolean bring(Transaction transaction, @Nullable ImageId image, List<Snapshot> copies) {
        List<SnapshotId> pending = copies.stream()
                .filter(copy -> copy.state() instanceof SnapshotState.Pending)
                .map(Snapshot::id)
                .toList();
        if (!pending.isEmpty()) {
            RunId _ = bringDisks.submit(transaction, new BringDisks.Arguments(image, pending));
        }
        return !pending.isEmpty();
    }

    /** As {@link #copy}, but what is pending is not brought yet. */
    Snapshot record(
            Transaction transaction, Caller owner, Snapshot source, String description, @Nullable String outpost) {
        OnOutposts.requireRegional(transaction.sql(), source.id(), "copied");
        if (!(source.state() instanceof SnapshotState.Completed completed)) {
            throw new IllegalArgumentException(source.id() + " is not completed");
        }
        boolean isThere = Objects.equals(
                snapshots.placeOf(transaction.sql(), source), snapshots.placeOf(owner.region(), outpost));
        Snapshot copy = new Snapshot(
                SnapshotId.create(),
                owner.account(),
                owner.region(),
                null,
                source.sizeGiB(),
                isThere
                        ? new SnapshotState.Completed(completed.manifest(), clock.instant())
                        : new SnapshotState.Pending(0),
                clock.instant(),
                description,
                null,
                source.fullSizeBytes());
        snapshots.insert(transaction, copy);
        OnOutposts.place(transaction, copy.id(), outpost);
        if (!isThere) {
            snapshots.copying(transaction, copy.id(), completed.manifest());
        }
        return copy;
    }
}
