package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.SnapshotId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The snapshots in the Recycle Bin (source sections 2.2, 2.6): their owner sees them and can bring them back, as they
 * were and shared as they were, until their time is over.
 */
public final class RecycledSnapshots {
    private final Snapshots snapshots;
    private final InstantSource clock;

    public RecycledSnapshots(Snapshots snapshots, InstantSource clock) {
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /**
     * Puts a snapshot into the bin in place of deleting it.
     *
     * @throws ApiException as {@link Snapshots#delete}
     */
    public void recycle(Transaction transaction, Caller caller, SnapshotId id, Duration retention) {
        Snapshot _ = snapshots.requireDeletable(transaction.sql(), caller, id);
        Instant now = clock.instant();
        SnapshotTable.recycle(transaction.sql(), id, now, now.plus(retention));
    }

    /** What the caller can bring back. */
    public List<Snapshot> all(Handle sql, Caller caller) {
        return SnapshotTable.recycled(sql, caller, clock.instant());
    }

    /** One of {@link #all}. */
    public Optional<Snapshot> find(Handle sql, Caller caller, SnapshotId id) {
        return SnapshotTable.find(sql, id)
                .filter(snapshot -> snapshot.owner().equals(caller.account()))
                .filter(snapshot -> snapshot.region().equals(caller.region()))
                .filter(snapshot -> snapshot.state() instanceof SnapshotState.Recoverable recoverable
                        && recoverable.exitTime().isAfter(clock.instant()));
    }

    /**
     * Brings a snapshot back.
     *
     * @return the snapshot as it is now
     * @throws ApiException {@code InvalidSnapshot.NotFound} when the caller has none such in the bin
     */
    public Snapshot restore(Transaction transaction, Caller caller, SnapshotId id) {
        Snapshot _ = find(transaction.sql(), caller, id).orElseThrow(() -> Snapshots.notFound(id));
        SnapshotTable.restore(transaction.sql(), id);
        return SnapshotTable.find(transaction.sql(), id).orElseThrow(() -> Snapshots.notFound(id));
    }

    /** Deletes for good what has been in the bin for its time, whoever owned it; the ids are not in use any more. */
    public List<SnapshotId> expire(Transaction transaction) {
        List<SnapshotId> expired = SnapshotTable.expired(transaction.sql(), clock.instant());
        expired.forEach(id -> snapshots.forget(transaction, id));
        return expired;
    }
}
