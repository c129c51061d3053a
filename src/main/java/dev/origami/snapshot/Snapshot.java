package dev.origami.snapshot;

import dev.origami.encryption.Lineage;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot.
 *
 * @param volume what it was taken of; null when it was copied, or written through EBS direct
 * @param startTime when it was asked for: the moment that it shows
 * @param description empty when there is none
 * @param parent the snapshot that it was written over, where the client said so
 * @param fullSizeBytes of the 512 KiB blocks that have data, whoever else has them too; null until it is completed
 * @param lineage under whose key its blocks are sealed; null when it is not encrypted
 */
public record Snapshot(
        SnapshotId id,
        AccountId owner,
        Region region,
        @Nullable VolumeId volume,
        int sizeGiB,
        SnapshotState state,
        Instant startTime,
        String description,
        @Nullable SnapshotId parent,
        @Nullable Long fullSizeBytes,
        @Nullable Lineage lineage) {
    /** What EC2 shows as the volume of a snapshot that was taken of none (source section 2.1). */
    public static final VolumeId NO_VOLUME = new VolumeId("vol-ffffffff");

    /** The same snapshot in another state. */
    public Snapshot with(SnapshotState changed) {
        return new Snapshot(
                id, owner, region, volume, sizeGiB, changed, startTime, description, parent, fullSizeBytes, lineage);
    }
}
