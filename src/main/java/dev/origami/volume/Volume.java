package dev.origami.volume;

import dev.origami.ebs.EbsSettings;
import dev.origami.encryption.Lineage;
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
 * @param source the volume that it is a copy of; null when of none
 * @param attachment null when it is attached to nothing
 * @param lineage under whose key its blocks are sealed; null when it is not encrypted
 */
public record Volume(
        VolumeId id,
        AccountId owner,
        Region region,
        String zone,
        EbsSettings settings,
        VolumeState state,
        @Nullable SnapshotId snapshot,
        @Nullable VolumeId source,
        Instant createTime,
        @Nullable Attachment attachment,
        @Nullable Lineage lineage) {
    /** Whether its disk can be frozen: it is nobody's, or an instance's, and not on its way from one to the other. */
    public boolean isUsable() {
        return switch (state) {
            case AVAILABLE -> true;
            case IN_USE -> attachment != null;
            case CREATING, DELETING, DELETED, ERROR -> false;
        };
    }

    /** The same volume with other settings. */
    public Volume with(EbsSettings changed) {
        return new Volume(id, owner, region, zone, changed, state, snapshot, source, createTime, attachment, lineage);
    }
}
