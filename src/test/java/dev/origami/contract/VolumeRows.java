package dev.origami.contract;

import dev.origami.command.WholeService;
import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
                Rows.of("DescribeVolumesModifications").row("VolumeId.1", "{modified-volume}", "{volume}"),
                copyVolumes(),
                Rows.of("GetEbsEncryptionByDefault"),
                // What Alice has in other tests is to stay as it is.
                Rows.of("EnableEbsEncryptionByDefault").by(WholeService.BOB),
                Rows.of("DisableEbsEncryptionByDefault"),
                Rows.of("GetEbsDefaultKmsKeyId"),
                Rows.of("ModifyEbsDefaultKmsKeyId", "KmsKeyId", "alias/aws/ebs")
                        .row("KmsKeyId", "alias/aws/ebs", "alias/none"),
                Rows.of("ResetEbsDefaultKmsKeyId"),
                replaceRootVolume(),
                Rows.of("DescribeReplaceRootVolumeTasks")
                        .row("ReplaceRootVolumeTaskId.1", "{replace-task}", "replacevol-12345678"));
    }

    /** A second task is refused while the first is under way, unless it is the same one. */
    private static Function<Fixtures, String> twice(boolean withToken) {
        return fixtures -> {
            Map<String, String> given = fixtures.made(Map.of("InstanceId", "{instance}"));
            if (withToken) {
                given.put("ClientToken", fixtures.fresh("name"));
            }
            try {
                String id = "replaceRootVolumeTask/replaceRootVolumeTaskId";
                String first = fixtures.ask(WholeService.ALICE, "CreateReplaceRootVolumeTask", given)
                        .text(id);
                return Boolean.toString(
                        first.equals(fixtures.ask(WholeService.ALICE, "CreateReplaceRootVolumeTask", given)
                                .text(id)));
            } catch (ApiException refusal) {
                return "false";
            } finally {
                fixtures.service().settle();
            }
        };
    }

    private static Rows copyVolumes() {
        return Rows.of("CopyVolumes", "SourceVolumeId", "{volume}", "Size", "4")
                .seen("DescribeVolumes", "VolumeId.1", "volumeSet/item/volumeId")
                .row("SourceVolumeId", "{volume}", "vol-12345678")
                .row("Size", "4", "5")
                .row("VolumeType", "gp2", "gp3")
                .row("Iops", "100", "200", "VolumeType", "io1")
                .row("Throughput", "125", "200", "VolumeType", "gp3")
                .row("Encrypted", "true", "false")
                .row("KmsKeyId", "alias/aws/ebs", "arn:nonsense", "Encrypted", "true")
                .clientToken("volumeSet/item/volumeId")
                .tags("volume");
    }

    private static Rows replaceRootVolume() {
        return Rows.of("CreateReplaceRootVolumeTask", "InstanceId", "{instance}")
                .row("InstanceId", "{instance}", "i-12345678")
                .row("ImageId", "{image}", "{deregistered}")
                .row("SnapshotId", "{snapshot-of-root}", "{block-snapshot}")
                .row("DeleteReplacedRootVolume", "true", "false")
                .row(new Row("CreateReplaceRootVolumeTask", "ClientToken", twice(true), twice(false)))
                .tags("replace-root-volume-task");
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
