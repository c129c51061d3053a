package dev.origami.contract;

import java.util.List;

/** Locks of snapshots, and what becomes of volumes later. */
final class VolumeRows {
    private VolumeRows() {}

    static List<Rows> all() {
        return List.of(
                lockSnapshot(),
                Rows.of("UnlockSnapshot", "SnapshotId", "{locked-snapshot}")
                        .row("SnapshotId", "{locked-snapshot}", "{snapshot}"),
                Rows.of("DescribeLockedSnapshots").row("SnapshotId.1", "{locked-snapshot}", "{snapshot}"));
    }

    private static Rows lockSnapshot() {
        return Rows.of("LockSnapshot", "SnapshotId", "{snapshot}", "LockMode", "governance", "LockDuration", "1")
                .row("SnapshotId", "{snapshot}", "snap-12345678")
                .row("LockMode", "governance", "compliance")
                .row("LockDuration", "1", "2")
                .row("ExpirationDate", "2027-01-01T00:00:00Z", "2027-01-02T00:00:00Z", "LockDuration", null)
                .row("CoolOffPeriod", "1", "2", "LockMode", "compliance");
    }
}
