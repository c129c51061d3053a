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
                Rows.of("DescribeLockedSnapshots").row("SnapshotId.1", "{locked-snapshot}", "{snapshot}"),
                Rows.of("DescribeVolumeStatus").row("VolumeId.1", "{volume}", "{attached}"),
                Rows.of("EnableVolumeIO", "VolumeId", "{volume}").row("VolumeId", "{volume}", "vol-12345678"),
                Rows.of("DescribeVolumeAttribute", "VolumeId", "{volume}", "Attribute", "autoEnableIO")
                        .row("VolumeId", "{volume}", "vol-12345678")
                        .row("Attribute", "autoEnableIO", "productCodes"),
                modifyVolumeAttribute(),
                modifyVolume(),
                Rows.of("DescribeVolumesModifications").row("VolumeId.1", "{modified-volume}", "{volume}"));
    }

    private static Rows modifyVolume() {
        return Rows.of("ModifyVolume", "VolumeId", "{volume}", "Size", "4")
                .seen("DescribeVolumes", "VolumeId.1", "VolumeId")
                .row("VolumeId", "{volume}", "vol-12345678")
                .row("Size", "4", "5")
                .row("VolumeType", "gp2", "gp3")
                .row("Iops", "3000", "4000", "VolumeType", "gp3")
                .row("Throughput", "125", "200", "VolumeType", "gp3");
    }

    private static Rows modifyVolumeAttribute() {
        return Rows.of("ModifyVolumeAttribute", "VolumeId", "{volume}", "AutoEnableIO.Value", "true")
                .seen((fixtures, given, answer) -> fixtures.service()
                        .ask(
                                "DescribeVolumeAttribute",
                                "VolumeId",
                                Rows.id("VolumeId", given, answer),
                                "Attribute",
                                "autoEnableIO")
                        .xml())
                .row("VolumeId", "{volume}", "vol-12345678")
                .row("AutoEnableIO.Value", "true", "false");
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
