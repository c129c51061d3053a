package dev.origami.snapshot;

import dev.origami.block.ManifestId;
import java.time.Instant;

/** How far a snapshot is (source section 2.1). */
public sealed interface SnapshotState {
    /** Its blocks are being stored. */
    record Pending(int progressPercent) implements SnapshotState {}

    /** All of its blocks are durable: the manifest stands for them. */
    record Completed(ManifestId manifest, Instant completionTime) implements SnapshotState {}

    /** It could not be made, for the reason that the user is told. */
    record Failed(String message) implements SnapshotState {}

    /**
     * It was complete, and some of its blocks are lost since.
     *
     * @param message what is lost, for the user
     */
    record Damaged(ManifestId manifest, Instant completionTime, String message) implements SnapshotState {}

    /**
     * Its owner deleted it, and it is in the Recycle Bin. Its blocks stay; nobody may use them.
     *
     * @param before as what it comes back
     * @param exitTime when it leaves the bin for good
     */
    record Recoverable(SnapshotState before, Instant enterTime, Instant exitTime) implements SnapshotState {}

    /** EC2's word for it. */
    default String wire() {
        return switch (this) {
            case Pending _ -> "pending";
            case Completed _ -> "completed";
            case Failed _, Damaged _ -> "error";
            case Recoverable _ -> "recoverable";
        };
    }
}
