package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.database.Transaction;
import dev.origami.id.LineageId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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

    /**
     * What a copy awaits is in the block store; nothing where none does.
     *
     * @param source the lineage of the disk
     * @return the copy where it is of another lineage, and its blocks are still to be sealed
     */
    public Optional<VolumeId> copied(
            Transaction transaction, SnapshotId moment, ManifestId disk, @Nullable LineageId source) {
        Handle sql = transaction.sql();
        Optional<Volume> copy = VolumeTable.awaiting(sql, moment).flatMap(id -> VolumeTable.find(sql, id));
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        VolumeId id = copy.get().id();
        @Nullable
        LineageId own =
                copy.get().lineage() == null ? null : copy.get().lineage().id();
        if (Objects.equals(own, source)) {
            VolumeTable.come(sql, moment, VolumeState.AVAILABLE, disk);
            return Optional.empty();
        }
        VolumeTable.come(sql, moment, VolumeState.CREATING, null);
        VolumeTable.sealFrom(sql, id, disk);
        return Optional.of(id);
    }

    /** What a copy awaits will never be there; nothing where none does. */
    public void notCopied(Transaction transaction, SnapshotId moment) {
        VolumeTable.come(transaction.sql(), moment, VolumeState.ERROR, null);
    }
}
