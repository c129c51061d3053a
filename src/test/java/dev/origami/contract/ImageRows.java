package dev.origami.contract;

import dev.origami.command.WholeService;
import java.util.List;

/** Images, snapshots, volumes and tags. */
final class ImageRows {
    private static final String DEVICE = "BlockDeviceMapping.1.DeviceName";
    private static final String EBS = "BlockDeviceMapping.1.Ebs.";
    private static final String ROOT = "/dev/xvda";
    private static final String DATA = "/dev/sdx";

    private ImageRows() {}

    static List<Rows> all() {
        return List.of(
                copyImage(),
                registerImage(),
                createImage(),
                deregisterImage(),
                describeImages(),
                describeImageAttribute(),
                Rows.of("GetImageAncestry", "ImageId", "{image}").row("ImageId", "{image}", "ami-12345678"),
                modifyImageAttribute(),
                resetImageAttribute(),
                copySnapshot(),
                createSnapshot(),
                createSnapshots(),
                deleteSnapshot(),
                describeSnapshots(),
                describeSnapshotAttribute(),
                modifySnapshotAttribute(),
                resetSnapshotAttribute(),
                createVolume(),
                deleteVolume(),
                describeVolumes(),
                attachVolume(),
                detachVolume(),
                createTags(),
                deleteTags(),
                Rows.of("DescribeTags"));
    }

    private static Rows copyImage() {
        return Rows.of("CopyImage", "SourceRegion", "eu-west-1", "SourceImageId", "{tagged-image}", "Name", "{name}")
                .seen("DescribeImages", "ImageId.1", "imageId")
                .row("SourceRegion", "eu-west-1", "us-east-1")
                .row("SourceImageId", "{image}", "{tagged-image}", "CopyImageTags", "true")
                .row("Name", "{name}-a", "{name}-b")
                .row("Description", "one", "other")
                .row("CopyImageTags", "true", "false")
                .row("SnapshotCopyCompletionDurationMinutes", "15", "14")
                .row("Encrypted", "true", "false")
                .row("KmsKeyId", "alias/aws/ebs", "arn:nonsense", "Encrypted", "true")
                .row("DestinationOutpostArn", WholeService.OUTPOST, "arn:aws:outposts:nowhere")
                .row("DestinationAvailabilityZone", "eu-west-1a", null)
                .row("DestinationAvailabilityZoneId", "euw1-az1", null)
                .clientToken("imageId")
                .tags("image");
    }

    private static Rows registerImage() {
        Rows rows = Rows.of(
                        "RegisterImage",
                        "Name",
                        "{name}",
                        "Architecture",
                        "x86_64",
                        "VirtualizationType",
                        "hvm",
                        "RootDeviceName",
                        ROOT,
                        DEVICE,
                        ROOT,
                        EBS + "SnapshotId",
                        "{snapshot}")
                .seen("DescribeImages", "ImageId.1", "imageId")
                .row("Name", "{name}-a", "{name}-b")
                .row("Description", "one", "other")
                .row("Architecture", "x86_64", "arm64")
                .row("VirtualizationType", "hvm", "paravirtual")
                .row("KernelId", null, "aki-12345678")
                .row("RamdiskId", null, "ari-12345678")
                .row("RootDeviceName", ROOT, "/dev/sda1")
                .row("EnaSupport", "true", "false")
                .row("SriovNetSupport", "simple", null)
                .row("BootMode", "uefi", "uefi-preferred")
                .row("TpmSupport", "v2.0", null, "BootMode", "uefi")
                .row("UefiData", "AAAA", null, "BootMode", "legacy-bios")
                .row("ImdsSupport", "v2.0", null)
                .row(EBS + "SnapshotId", "{snapshot}", "snap-12345678")
                .row(EBS + "OutpostArn", WholeService.OUTPOST, null, EBS + "SnapshotId", "{snapshot}")
                .row(EBS + "VolumeSize", "2", "3")
                .row(EBS + "VolumeType", "gp2", "gp3")
                .row(EBS + "Iops", "100", "200", EBS + "VolumeType", "io1", EBS + "VolumeSize", "4")
                .row(EBS + "Throughput", "125", "200", EBS + "VolumeType", "gp3")
                .row(EBS + "DeleteOnTermination", "true", "false")
                .row(
                        "BlockDeviceMapping.2.Ebs.Encrypted",
                        "false",
                        "true",
                        "BlockDeviceMapping.2.DeviceName",
                        DATA,
                        "BlockDeviceMapping.2.Ebs.VolumeSize",
                        "1")
                .row("BlockDeviceMapping.2.DeviceName", DATA, "/dev/sdy", "BlockDeviceMapping.2.Ebs.VolumeSize", "1")
                .row(
                        "BlockDeviceMapping.2.VirtualName",
                        "ephemeral0",
                        "ephemeral1",
                        "BlockDeviceMapping.2.DeviceName",
                        DATA)
                .row(
                        "BlockDeviceMapping.2.NoDevice",
                        "",
                        null,
                        "BlockDeviceMapping.2.DeviceName",
                        DATA,
                        "BlockDeviceMapping.2.Ebs.VolumeSize",
                        "1");
        return rows.tags("image");
    }

    private static Rows createImage() {
        return Rows.of("CreateImage", "InstanceId", "{kept-two-disk-instance}", "Name", "{name}")
                .seen((fixtures, given, answer) ->
                        Rows.described(fixtures.service(), "DescribeImages", "ImageId.1", answer.text("imageId"))
                                + fixtures.service().machines().asked().contains("button " + given.get("InstanceId")))
                .row("InstanceId", "{kept-two-disk-instance}", "{kept-instance}")
                .row("Name", "{name}-a", "{name}-b")
                .row("Description", "one", "other")
                .row("NoReboot", "true", "false", "InstanceId", "{instance}")
                .row("SnapshotLocation", "local", null)
                .row(DEVICE, DATA, "/dev/sdy", EBS + "VolumeSize", "3")
                .row("BlockDeviceMapping.1.NoDevice", "", null, DEVICE, "/dev/sdb", EBS + "DeleteOnTermination", "true")
                .row("BlockDeviceMapping.1.VirtualName", "ephemeral0", "ephemeral1", DEVICE, DATA)
                .row(EBS + "DeleteOnTermination", "true", "false", DEVICE, ROOT)
                .row(EBS + "VolumeSize", "3", "4", DEVICE, DATA)
                .row(EBS + "VolumeType", "gp2", "gp3", DEVICE, DATA, EBS + "VolumeSize", "3")
                .row(EBS + "SnapshotId", "{snapshot}", null, DEVICE, DATA, EBS + "VolumeSize", "3")
                .row(EBS + "Iops", "100", "200", DEVICE, DATA, EBS + "VolumeSize", "4", EBS + "VolumeType", "io1")
                .row(EBS + "Throughput", "125", "200", DEVICE, DATA, EBS + "VolumeSize", "4", EBS + "VolumeType", "gp3")
                .row(EBS + "Encrypted", "true", "false", DEVICE, DATA, EBS + "VolumeSize", "3")
                .tags("image");
    }

    private static Rows deregisterImage() {
        return Rows.of("DeregisterImage", "ImageId", "{image}")
                .row("ImageId", "{image}", "ami-12345678")
                .row("DeleteAssociatedSnapshots", "true", "false");
    }

    private static Rows describeImages() {
        return Rows.of("DescribeImages")
                .row("ImageId.1", "{image}", "{tagged-image}")
                .row("Owner.1", "self", "amazon", "ImageId.1", "{image}")
                .row("IncludeDeprecated", "true", "false", "Owner.1", Fixtures.OTHER_ACCOUNT)
                .row("IncludeDisabled", "true", "false", "ImageId.1", "{disabled-image}")
                .row("ExecutableBy.1", "all", "self", "ImageId.1", "{public-image}");
    }

    private static Rows describeImageAttribute() {
        return Rows.of("DescribeImageAttribute", "ImageId", "{shared-image}", "Attribute", "launchPermission")
                .row("ImageId", "{shared-image}", "{image}")
                .row("Attribute", "launchPermission", "description");
    }

    private static Rows modifyImageAttribute() {
        return Rows.of("ModifyImageAttribute", "ImageId", "{image}")
                .seen((fixtures, given, _) -> {
                    String id = given.getOrDefault("ImageId", "");
                    return Rows.described(fixtures.service(), "DescribeImages", "ImageId.1", id)
                            + fixtures.service()
                                    .ask("DescribeImageAttribute", "ImageId", id, "Attribute", "launchPermission")
                                    .xml();
                })
                .row("ImageId", "{image}", "ami-12345678", "Description.Value", "one")
                .row("Attribute", "description", "imdsSupport", "Value", "v2.0")
                .row("Value", "one", "other", "Attribute", "description")
                .row("Description.Value", "one", "other")
                .row("ImdsSupport.Value", "v2.0", "v1.0")
                .row("LaunchPermission.Add.1.UserId", "222222222222", "333333333333")
                .row("LaunchPermission.Add.1.Group", "all", "some")
                .row("LaunchPermission.Remove.1.UserId", "222222222222", "333333333333", "ImageId", "{shared-image}")
                .row("LaunchPermission.Remove.1.Group", "all", "some", "ImageId", "{public-image}")
                .row("OperationType", "add", "remove", "ImageId", "{shared-image}", "UserId.1", "222222222222")
                .row("UserId.1", "222222222222", "333333333333", "OperationType", "add")
                .row("UserGroup.1", "all", "some", "OperationType", "add");
    }

    private static Rows resetImageAttribute() {
        return Rows.of("ResetImageAttribute", "ImageId", "{shared-image}", "Attribute", "launchPermission")
                .row("ImageId", "{shared-image}", "ami-12345678")
                .row("Attribute", "launchPermission", "description");
    }

    private static Rows copySnapshot() {
        return Rows.of("CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", "{snapshot}")
                .seen("DescribeSnapshots", "SnapshotId.1", "snapshotId")
                .row("SourceRegion", "eu-west-1", "us-east-1")
                .row("SourceSnapshotId", "{snapshot}", "snap-12345678")
                .row("CompletionDurationMinutes", "15", "14")
                .row("Description", "one", "other")
                .row("DestinationRegion", "eu-west-1", "us-east-1")
                .row("Encrypted", null, "false")
                .row("KmsKeyId", "alias/aws/ebs", "arn:nonsense", "Encrypted", "true")
                .row("DestinationOutpostArn", WholeService.OUTPOST, null)
                .row("DestinationAvailabilityZone", "eu-west-1a", null)
                .tags("snapshot");
    }

    private static Rows createSnapshot() {
        return Rows.of("CreateSnapshot", "VolumeId", "{volume}")
                .seen("DescribeSnapshots", "SnapshotId.1", "snapshotId")
                .row("VolumeId", "{volume}", "{larger-volume}")
                .row("Description", "one", "other")
                .row("OutpostArn", WholeService.OUTPOST, null, "VolumeId", "{outpost-volume}")
                .row("Location", "local", null)
                .tags("snapshot");
    }

    private static Rows createSnapshots() {
        String instance = "InstanceSpecification.InstanceId";
        return Rows.of("CreateSnapshots", instance, "{two-disk-instance}")
                .row(instance, "{two-disk-instance}", "{instance}")
                .row("InstanceSpecification.ExcludeBootVolume", "true", "false")
                .row("InstanceSpecification.ExcludeDataVolumeId.1", "{latest-data}", null)
                .row("Description", "one", "other")
                .row("CopyTagsFromSource", "volume", null)
                .row("OutpostArn", WholeService.OUTPOST, null, instance, "{outpost-instance}")
                .row("Location", "local", null)
                .tags("snapshot");
    }

    private static Rows deleteSnapshot() {
        return Rows.of("DeleteSnapshot", "SnapshotId", "{snapshot}").row("SnapshotId", "{snapshot}", "snap-12345678");
    }

    private static Rows describeSnapshots() {
        return Rows.of("DescribeSnapshots")
                .row("SnapshotId.1", "{snapshot}", "snap-12345678")
                .row("Owner.1", "self", "amazon", "SnapshotId.1", "{snapshot}")
                .row("RestorableBy.1", "self", "all", "SnapshotId.1", "{snapshot}");
    }

    private static Rows describeSnapshotAttribute() {
        return Rows.of(
                        "DescribeSnapshotAttribute",
                        "SnapshotId",
                        "{shared-snapshot}",
                        "Attribute",
                        "createVolumePermission")
                .row("SnapshotId", "{shared-snapshot}", "{snapshot}")
                .row("Attribute", "createVolumePermission", "productCodes");
    }

    private static Rows modifySnapshotAttribute() {
        return Rows.of(
                        "ModifySnapshotAttribute",
                        "SnapshotId",
                        "{snapshot}",
                        "OperationType",
                        "add",
                        "UserId.1",
                        "333333333333")
                .seen((fixtures, given, _) -> fixtures.service()
                        .ask(
                                "DescribeSnapshotAttribute",
                                "SnapshotId",
                                given.getOrDefault("SnapshotId", ""),
                                "Attribute",
                                "createVolumePermission")
                        .xml())
                .row("SnapshotId", "{snapshot}", "{shared-snapshot}")
                .row("Attribute", "createVolumePermission", "productCodes")
                .row("OperationType", "add", "remove", "SnapshotId", "{shared-snapshot}", "UserId.1", "222222222222")
                .row("UserId.1", "222222222222", "333333333333")
                .row("UserGroup.1", "all", "some", "UserId.1", null)
                .row("CreateVolumePermission.Add.1.UserId", "222222222222", "333333333333", "UserId.1", null)
                .row("CreateVolumePermission.Add.1.Group", "all", "some", "UserId.1", null)
                .row(
                        "CreateVolumePermission.Remove.1.UserId",
                        "222222222222",
                        "333333333333",
                        "UserId.1",
                        null,
                        "SnapshotId",
                        "{shared-snapshot}")
                .row("CreateVolumePermission.Remove.1.Group", "all", "some", "UserId.1", null);
    }

    private static Rows resetSnapshotAttribute() {
        return Rows.of(
                        "ResetSnapshotAttribute",
                        "SnapshotId",
                        "{shared-snapshot}",
                        "Attribute",
                        "createVolumePermission")
                .row("SnapshotId", "{shared-snapshot}", "snap-12345678")
                .row("Attribute", "createVolumePermission", "productCodes");
    }

    private static Rows createVolume() {
        return Rows.of("CreateVolume", "AvailabilityZone", "eu-west-1a", "Size", "4")
                .seen("DescribeVolumes", "VolumeId.1", "volumeId")
                .row("AvailabilityZone", "eu-west-1a", "eu-west-1b")
                .row("AvailabilityZoneId", "euw1-az1", "euw1-az2", "AvailabilityZone", null)
                .row("Size", "4", "5")
                .row("SnapshotId", "{snapshot}", null, "Size", null)
                .row("VolumeType", "gp2", "gp3")
                .row("Iops", "100", "200", "VolumeType", "io1")
                .row("Throughput", "125", "200", "VolumeType", "gp3")
                .row("Encrypted", "true", "false")
                .row("KmsKeyId", "alias/aws/ebs", "arn:nonsense", "Encrypted", "true")
                .row("OutpostArn", WholeService.OUTPOST, null)
                .clientToken("volumeId")
                .tags("volume");
    }

    private static Rows deleteVolume() {
        return Rows.of("DeleteVolume", "VolumeId", "{volume}").row("VolumeId", "{volume}", "vol-12345678");
    }

    private static Rows describeVolumes() {
        return Rows.of("DescribeVolumes").row("VolumeId.1", "{volume}", "{larger-volume}");
    }

    private static Rows attachVolume() {
        return Rows.of("AttachVolume", "VolumeId", "{volume}", "InstanceId", "{instance}", "Device", "/dev/sdf")
                .seen("DescribeVolumes", "VolumeId.1", "VolumeId")
                .row("VolumeId", "{volume}", "{larger-volume}")
                .row("InstanceId", "{instance}", "i-12345678")
                .row("Device", "/dev/sdf", "/dev/sdg");
    }

    private static Rows detachVolume() {
        return Rows.of("DetachVolume", "VolumeId", "{attached}")
                .seen("DescribeVolumes", "VolumeId.1", "VolumeId")
                .row("VolumeId", "{attached}", "{volume}")
                .row("InstanceId", "{latest-instance}", "{instance}")
                .row("Device", "/dev/sdf", "/dev/sdg");
    }

    private static Rows createTags() {
        return Rows.of("CreateTags", "ResourceId.1", "{image}", "Tag.1.Key", "colour", "Tag.1.Value", "red")
                .seen("DescribeImages", "ImageId.1", "ResourceId.1")
                .row("ResourceId.1", "{image}", "ami-12345678")
                .row("Tag.1.Key", "colour", "shade")
                .row("Tag.1.Value", "red", "blue");
    }

    private static Rows deleteTags() {
        return Rows.of("DeleteTags", "ResourceId.1", "{tagged-image}", "Tag.1.Key", "colour")
                .seen("DescribeImages", "ImageId.1", "ResourceId.1")
                .row("ResourceId.1", "{tagged-image}", "ami-12345678")
                .row("Tag.1.Key", "colour", "shade")
                .row("Tag.1.Value", "red", "blue");
    }
}
