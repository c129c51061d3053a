package dev.origami.config;

/**
 * Limits of snapshots (source sections 2.2, 13).
 *
 * @param descriptionLength characters
 * @param permissionChanges grants and withdrawals in one call
 * @param lockDays how long a snapshot may be locked
 * @param coolOffHours how long a lock in compliance mode may still be taken off
 */
public record SnapshotLimits(int descriptionLength, int permissionChanges, int lockDays, int coolOffHours) {
    public static SnapshotLimits defaults() {
        return new SnapshotLimits(255, 500, 36_500, 72);
    }
}
