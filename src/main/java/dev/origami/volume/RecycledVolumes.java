package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.VolumeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The volumes in the Recycle Bin (source sections 2.3, 2.6): their owner sees them and can bring them back, as they
 * were, until their time is over. Their disks stay as they are.
 */
public final class RecycledVolumes {
    private final InstantSource clock;

    public RecycledVolumes(InstantSource clock) {
        this.clock = clock;
    }

    /** Puts a volume, which passed {@link Volumes#requireDeletable} in the same transaction, into the bin. */
    public void recycle(Transaction transaction, VolumeId id, Duration retention) {
        Instant now = clock.instant();
        RecycledVolumeTable.recycle(transaction.sql(), id, now, now.plus(retention));
    }

    /** What the caller can bring back, by id. */
    public List<RecycledVolume> all(Handle sql, Caller caller) {
        return RecycledVolumeTable.of(sql, caller, clock.instant());
    }

    /** One of {@link #all}. */
    public Optional<RecycledVolume> find(Handle sql, Caller caller, VolumeId id) {
        return all(sql, caller).stream()
                .filter(recycled -> recycled.volume().id().equals(id))
                .findFirst();
    }

    /**
     * Brings a volume back.
     *
     * @throws ApiException {@code InvalidVolume.NotFound} when the caller has none such in the bin
     */
    public void restore(Transaction transaction, Caller caller, VolumeId id) {
        RecycledVolume _ = find(transaction.sql(), caller, id).orElseThrow(() -> Volumes.notFound(id));
        RecycledVolumeTable.restore(transaction.sql(), id);
    }

    /** Those that have been in the bin for their time, whoever owns them: they are to be deleted. */
    public List<VolumeId> expired(Handle sql) {
        return RecycledVolumeTable.expired(sql, clock.instant());
    }
}
