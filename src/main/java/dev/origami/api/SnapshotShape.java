package dev.origami.api;

import dev.origami.account.Provider;
import dev.origami.encryption.Lineage;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.tag.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.SSEType;
import software.amazon.awssdk.services.ec2.model.StorageTier;

/** Snapshots as answers have them (source section 2.1). */
public final class SnapshotShape {
    private SnapshotShape() {}

    static software.amazon.awssdk.services.ec2.model.Snapshot of(Snapshot snapshot, List<Tag> tags) {
        return software.amazon.awssdk.services.ec2.model.Snapshot.builder()
                .snapshotId(snapshot.id().value())
                .ownerId(snapshot.owner().value())
                .ownerAlias(Provider.aliasOf(snapshot.owner()))
                .volumeId(volumeId(snapshot))
                .volumeSize(snapshot.sizeGiB())
                .state(snapshot.state().wire())
                .stateMessage(message(snapshot.state()))
                .progress(progress(snapshot.state()))
                .startTime(snapshot.startTime())
                .completionTime(completionTime(snapshot.state()))
                .description(snapshot.description())
                .encrypted(snapshot.lineage() != null)
                .kmsKeyId(Lineage.keyOf(snapshot.lineage()))
                .dataEncryptionKeyId(Lineage.dataKeyIdOf(snapshot.lineage()))
                .sseType(sseType(snapshot))
                .storageTier(StorageTier.STANDARD)
                .fullSnapshotSizeInBytes(snapshot.fullSizeBytes())
                .tags(TagSpecifications.write(tags))
                .build();
    }

    static @Nullable SSEType sseType(Snapshot snapshot) {
        return snapshot.lineage() == null ? null : SSEType.SSE_KMS;
    }

    static String volumeId(Snapshot snapshot) {
        return (snapshot.volume() == null ? Snapshot.NO_VOLUME : snapshot.volume()).value();
    }

    static @Nullable String progress(SnapshotState state) {
        return switch (state) {
            case SnapshotState.Pending pending -> pending.progressPercent() + "%";
            case SnapshotState.Completed _, SnapshotState.Damaged _ -> "100%";
            case SnapshotState.Failed _ -> null;
            case SnapshotState.Recoverable recoverable -> progress(recoverable.before());
        };
    }

    private static @Nullable String message(SnapshotState state) {
        return switch (state) {
            case SnapshotState.Failed failed -> failed.message();
            case SnapshotState.Damaged damaged -> damaged.message();
            case SnapshotState.Recoverable recoverable -> message(recoverable.before());
            case SnapshotState.Pending _, SnapshotState.Completed _ -> null;
        };
    }

    private static @Nullable Instant completionTime(SnapshotState state) {
        return switch (state) {
            case SnapshotState.Completed completed -> completed.completionTime();
            case SnapshotState.Damaged damaged -> damaged.completionTime();
            case SnapshotState.Recoverable recoverable -> completionTime(recoverable.before());
            case SnapshotState.Pending _, SnapshotState.Failed _ -> null;
        };
    }
}
