package dev.origami.operation;

import dev.origami.id.InstanceId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots that show their volumes at one moment.
 *
 * @param instance what the volumes are attached to; null for a volume that is attached to nothing
 * @param parts one for each volume
 */
public record SnapshotSet(@Nullable InstanceId instance, List<Part> parts) {
    public SnapshotSet {
        parts = List.copyOf(parts);
    }

    /** A volume, and the snapshot that is taken of it; for a copy of the volume, an id that no snapshot has. */
    public record Part(VolumeId volume, SnapshotId snapshot) {}
}
