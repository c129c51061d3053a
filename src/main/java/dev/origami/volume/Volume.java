package dev.origami.volume;

import dev.origami.ebs.EbsSettings;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A volume.
 *
 * @param zone by name, for example {@code eu-west-1a}
 * @param snapshot what it was made from; null when it was made empty
 * @param attachment null when it is attached to nothing
 */
public record Volume(
        VolumeId id,
        AccountId owner,
        Region region,
        String zone,
        EbsSettings settings,
        VolumeState state,
        @Nullable SnapshotId snapshot,
        Instant createTime,
        @Nullable Attachment attachment) {
    /** The same volume with other settings. */
    public Volume with(EbsSettings changed) {
        return new Volume(id, owner, region, zone, changed, state, snapshot, createTime, attachment);
    }
}
