package dev.origami.contract;

import java.util.List;
import java.util.stream.Stream;

/** What the owner of an image makes of it later. */
final class ImageLifeRows {
    private ImageLifeRows() {}

    static List<Rows> all() {
        return List.of(
                ofImage("DisableImage").row("ImageId", "{image}", "ami-12345678"),
                ofImage("EnableImage").row("ImageId", "{disabled-image}", "ami-12345678"),
                ofImage("EnableImageDeprecation", "DeprecateAt", "2027-01-01T00:00:00Z")
                        .row("ImageId", "{image}", "ami-12345678")
                        .row("DeprecateAt", "2027-01-01T00:00:00Z", "2027-01-01T00:01:00Z"),
                ofImage("DisableImageDeprecation").row("ImageId", "{image}", "ami-12345678"),
                ofImage("EnableImageDeregistrationProtection")
                        .row("ImageId", "{image}", "ami-12345678")
                        .row("WithCooldown", "true", "false"),
                ofImage("DisableImageDeregistrationProtection").row("ImageId", "{image}", "ami-12345678"),
                Rows.of("EnableFastLaunch", "ImageId", "{image}").row("ImageId", "{image}", "ami-12345678"),
                Rows.of("DisableFastLaunch", "ImageId", "{image}").row("ImageId", "{image}", "ami-12345678"),
                Rows.of("DescribeFastLaunchImages", "ImageId.1", "{image}").row("ImageId.1", "{image}", "ami-12345678"),
                // The other account's, to whom it is shared.
                Rows.of("CancelImageLaunchPermission", "ImageId", "{foreign-image}")
                        .row("ImageId", "{foreign-image}", "ami-12345678"),
                Rows.of("ListImagesInRecycleBin", "ImageId.1", "{recycled-image}")
                        .row("ImageId.1", "{recycled-image}", "ami-12345678"),
                Rows.of("RestoreImageFromRecycleBin", "ImageId", "{recycled-image}")
                        .seen("DescribeImages", "ImageId.1", "ImageId")
                        .row("ImageId", "{recycled-image}", "ami-12345678"),
                Rows.of("ListSnapshotsInRecycleBin", "SnapshotId.1", "{recycled-snapshot}")
                        .row("SnapshotId.1", "{recycled-snapshot}", "snap-12345678"),
                Rows.of("RestoreSnapshotFromRecycleBin", "SnapshotId", "{recycled-snapshot}")
                        .seen("DescribeSnapshots", "SnapshotId.1", "SnapshotId")
                        .row("SnapshotId", "{recycled-snapshot}", "snap-12345678"),
                Rows.of("ListVolumesInRecycleBin", "VolumeId.1", "{recycled-volume}")
                        .row("VolumeId.1", "{recycled-volume}", "vol-12345678"),
                Rows.of("RestoreVolumeFromRecycleBin", "VolumeId", "{recycled-volume}")
                        .seen("DescribeVolumes", "VolumeId.1", "VolumeId")
                        .row("VolumeId", "{recycled-volume}", "vol-12345678"),
                Rows.of("EnableImageBlockPublicAccess", "ImageBlockPublicAccessState", "block-new-sharing")
                        .row("ImageBlockPublicAccessState", "block-new-sharing", "unblocked"),
                Rows.of("DisableImageBlockPublicAccess"),
                Rows.of("GetImageBlockPublicAccessState"),
                Rows.of("EnableSnapshotBlockPublicAccess", "State", "block-all-sharing")
                        .row("State", "block-all-sharing", "block-new-sharing"),
                Rows.of("DisableSnapshotBlockPublicAccess"),
                Rows.of("GetSnapshotBlockPublicAccessState"),
                Rows.of("EnableAllowedImagesSettings", "AllowedImagesSettingsState", "audit-mode")
                        .row("AllowedImagesSettingsState", "audit-mode", "disabled"),
                Rows.of("DisableAllowedImagesSettings"),
                Rows.of("GetAllowedImagesSettings"),
                replaceCriteria());
    }

    private static Rows replaceCriteria() {
        String criterion = "ImageCriterion.1.";
        return Rows.of("ReplaceImageCriteriaInAllowedImagesSettings", criterion + "ImageProvider.1", "amazon")
                .seen((fixtures, _, _) ->
                        fixtures.service().ask("GetAllowedImagesSettings").xml())
                .row(criterion + "ImageProvider.1", "amazon", "none")
                .row(criterion + "MarketplaceProductCode.1", "abc", "def")
                .row(criterion + "ImageName.1", "a*", "b*")
                .row(criterion + "DeprecationTimeCondition.MaximumDaysSinceDeprecated", "0", "1")
                .row(criterion + "CreationDateCondition.MaximumDaysSinceCreated", "365", "366");
    }

    /** Beside the answer, the image is looked at as its owner sees it. */
    private static Rows ofImage(String operation, String... more) {
        String[] base =
                Stream.concat(Stream.of("ImageId", "{image}"), Stream.of(more)).toArray(String[]::new);
        return Rows.of(operation, base).seen("DescribeImages", "ImageId.1", "ImageId");
    }
}
