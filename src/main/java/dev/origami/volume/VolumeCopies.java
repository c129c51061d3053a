package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.database.Transaction;
import dev.origami.id.SnapshotId;
import org.jdbi.v3.core.Handle;

/** The rules of copies of volumes (source section 2.3): one is there when the moment of its source is stored. */
public final class VolumeCopies {
    private final Volumes volumes;

    public VolumeCopies(Volumes volumes) {
        this.volumes = volumes;
    }

    /**
     * Records a copy of a volume, which is being created until that moment of its source is stored.
     *
     * @param moment what the source is frozen for; no snapshot has that id
     */
    public void insert(Transaction transaction, Volume copy, SnapshotId moment) {
        volumes.insert(transaction, copy, null);
        VolumeTable.await(transaction.sql(), copy.id(), moment);
    }

    /** Whether some copy is still to be made of that moment. */
    public boolean isAwaited(Handle sql, SnapshotId moment) {
        return VolumeTable.isAwaited(sql, moment);
    }

    /** What a copy awaits is in the block store; nothing where none does. */
    public void copied(Transaction transaction, SnapshotId moment, ManifestId disk) {
        VolumeTable.come(transaction.sql(), moment, VolumeState.AVAILABLE, disk);
    }

    /** What a copy awaits will never be there; nothing where none does. */
    public void notCopied(Transaction transaction, SnapshotId moment) {
        VolumeTable.come(transaction.sql(), moment, VolumeState.ERROR, null);
    }
}
