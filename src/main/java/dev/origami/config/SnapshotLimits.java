package dev.origami.config;

/**
 * Limits of snapshots (source sections 2.2, 13).
 *
 * @param descriptionLength characters
 * @param permissionChanges grants and withdrawals in one call
 */
public record SnapshotLimits(int descriptionLength, int permissionChanges) {
    public static SnapshotLimits defaults() {
        return new SnapshotLimits(255, 500);
    }
}
