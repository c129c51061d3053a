package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.rbin.RbinClient;
import software.amazon.awssdk.services.rbin.model.ResourceTag;

/** What is deleted under a retention rule: out of everybody's way, and back as it was. */
class RecycleBinApiTest {
    private static final String IN_BIN = "aws:recycle-bin:resource-in-bin";

    @TempDir
    Path directory;

    private ResourceWorld world;
    private RbinClient rbin;

    @BeforeEach
    void open() throws IOException {
        world = new ResourceWorld(directory);
        rbin = world.rbin(ALICE);
    }

    @AfterEach
    void close() throws IOException {
        rbin.close();
        world.close();
    }

    @Test
    void aSnapshotInTheBinIsSeenAndUsedByNobodyAndComesBackAsItWas() {
        String _ = rule("EBS_SNAPSHOT", 7);
        String id = world.snapshot(ALICE, 1);
        tag(id, "colour", "red");
        Answer _ = world.ask(
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                id,
                "CreateVolumePermission.Add.1.UserId",
                "222222222222");
        String before =
                world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", id).xml();

        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", id);

        for (Caller caller : List.of(ALICE, BOB)) {
            assertThat(world.ask(caller, "DescribeSnapshots").has("snapshotSet/item"))
                    .isFalse();
            gone(caller, "DescribeSnapshots", "SnapshotId.1", id);
            gone(caller, "CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", id);
            gone(caller, "CreateVolume", "AvailabilityZone", "eu-west-1a", "SnapshotId", id);
            assertThatThrownBy(() -> world.ebs(
                            caller, "GET", "/snapshots/" + id + "/blocks", "", Map.of(), SdkBytes.fromUtf8String("")))
                    .isInstanceOf(ApiException.class);
        }
        gone(ALICE, "DeleteSnapshot", "SnapshotId", id);
        gone(ALICE, "DescribeSnapshotAttribute", "SnapshotId", id, "Attribute", "createVolumePermission");
        gone(ALICE, "ResetSnapshotAttribute", "SnapshotId", id, "Attribute", "createVolumePermission");
        gone(BOB, "RestoreSnapshotFromRecycleBin", "SnapshotId", id);
        assertThat(world.ask(BOB, "ListSnapshotsInRecycleBin").has("snapshotSet/item"))
                .isFalse();
        Answer listed = world.ask(ALICE, "ListSnapshotsInRecycleBin");
        assertThat(listed.texts("snapshotSet/item/snapshotId")).containsExactly(id);
        assertThat(listed.text("snapshotSet/item/description")).isEqualTo("made of 1");
        assertThat(listed.text("snapshotSet/item/volumeId")).isEqualTo("vol-ffffffff");
        assertThat(listed.text("snapshotSet/item/recycleBinEnterTime")).isEqualTo(WireTime.text(world.now));
        assertThat(listed.text("snapshotSet/item/recycleBinExitTime"))
                .isEqualTo(WireTime.text(world.now.plus(Duration.ofDays(7))));
        world.now = world.now.plus(Duration.ofDays(6));
        world.collect();

        Answer restored = world.ask(ALICE, "RestoreSnapshotFromRecycleBin", "SnapshotId", id);

        assertThat(restored.text("snapshotId")).isEqualTo(id);
        assertThat(restored.text("status")).isEqualTo("completed");
        assertThat(restored.text("progress")).isEqualTo("100%");
        assertThat(restored.text("volumeSize")).isEqualTo("1");
        assertThat(world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", id).xml())
                .isEqualTo(before);
        assertThat(world.ask(BOB, "DescribeSnapshots", "SnapshotId.1", id).text("snapshotSet/item/snapshotId"))
                .isEqualTo(id);
        assertThat(isReadable(id)).isTrue();
        gone(ALICE, "RestoreSnapshotFromRecycleBin", "SnapshotId", id);
    }

    @Test
    void whatIsInTheBinCanBeTaggedButNotByTheServicesOwnTag() {
        String _ = rule("EBS_SNAPSHOT", 7);
        String id = world.snapshot(ALICE, 1);
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", id);

        tag(id, "colour", "red");

        assertThat(tags(id)).containsExactlyInAnyOrder(IN_BIN + "=true", "colour=red");
        world.refuses(ErrorCode.INVALID_PARAMETER_VALUE, ALICE, "DeleteTags", "ResourceId.1", id, "Tag.1.Key", IN_BIN);
        Answer _ = world.ask(ALICE, "DeleteTags", "ResourceId.1", id);
        assertThat(tags(id)).containsExactly(IN_BIN + "=true");
        String[] most = Stream.concat(
                        Stream.of("ResourceId.1", id),
                        Stream.iterate(1, i -> i + 1)
                                .limit(50)
                                .flatMap(i -> Stream.of("Tag." + i + ".Key", "k" + i, "Tag." + i + ".Value", "")))
                .toArray(String[]::new);
        Answer _ = world.ask(ALICE, "CreateTags", most);
        Answer _ = world.ask(ALICE, "RestoreSnapshotFromRecycleBin", "SnapshotId", id);
        assertThat(tags(id)).hasSize(50).doesNotContain(IN_BIN + "=true");
    }

    @Test
    void theLongestRuleThatMatchesCounts() {
        String _ = rule("EBS_SNAPSHOT", 2, tag("keep", "short"), tag("keep", "long"));
        String _ = rule("EBS_SNAPSHOT", 5, tag("other", "x"), tag("keep", "long"));
        String _ = rule("EC2_IMAGE", 300);
        assertThat(daysKept()).isZero();
        assertThat(daysKept("keep", "short")).isEqualTo(2);
        assertThat(daysKept("keep", "long")).isEqualTo(5);
        assertThat(daysKept("keep", "Long")).isZero();
        String whole = rbin.createRule(r -> r.resourceType("EBS_SNAPSHOT")
                        .retentionPeriod(p -> p.retentionPeriodValue(3).retentionPeriodUnit("DAYS"))
                        .excludeResourceTags(tag("never", ""), tag("not", "me")))
                .identifier();
        assertThat(daysKept()).isEqualTo(3);
        assertThat(daysKept("keep", "short")).isEqualTo(3);
        assertThat(daysKept("keep", "long")).isEqualTo(5);
        assertThat(daysKept("not", "me")).isZero();
        assertThat(daysKept("never", "")).isZero();
        assertThat(daysKept("not", "you")).isEqualTo(3);
        rbin.deleteRule(r -> r.identifier(whole));
        assertThat(daysKept()).isZero();
    }

    @Test
    void whatIsInTheBinKeepsItsTimeWhateverBecomesOfTheRule() {
        String rule = rule("EBS_SNAPSHOT", 2);
        String id = world.snapshot(ALICE, 1);
        var manifest =
                world.database.read(world.snapshots::liveManifests).iterator().next();
        Instant exit = world.now.plus(Duration.ofDays(2));
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", id);
        rbin.updateRule(r -> r.identifier(rule)
                .retentionPeriod(p -> p.retentionPeriodValue(1).retentionPeriodUnit("DAYS")));
        rbin.deleteRule(r -> r.identifier(rule));

        world.now = exit.minusMillis(1);
        world.collect();
        assertThat(world.ask(ALICE, "ListSnapshotsInRecycleBin", "SnapshotId.1", id)
                        .text("snapshotSet/item/recycleBinExitTime"))
                .isEqualTo(WireTime.text(exit));
        world.now = exit;
        // Gone by the clock, before anything has been collected.
        assertThat(world.ask(ALICE, "ListSnapshotsInRecycleBin").has("snapshotSet/item"))
                .isFalse();
        gone(ALICE, "ListSnapshotsInRecycleBin", "SnapshotId.1", id);
        gone(ALICE, "RestoreSnapshotFromRecycleBin", "SnapshotId", id);
        gone(ALICE, "CreateTags", "ResourceId.1", id, "Tag.1.Key", "a", "Tag.1.Value", "b");
        world.collect();
        assertThat(world.database.<Boolean>read(
                        sql -> world.snapshots.find(sql, SnapshotId.parse(id)).isPresent()))
                .isFalse();
        assertThat(tags(id)).isEmpty();
        assertThatThrownBy(() -> world.blocks.sizeBytes(manifest)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotCompleteIsGoneAtOnce() {
        String _ = rule("EBS_SNAPSHOT", 7);
        String pending = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", pending);
        assertThat(world.ask(ALICE, "ListSnapshotsInRecycleBin").has("snapshotSet/item"))
                .isFalse();
        // A rule is of its account and region.
        String ofBob = world.snapshot(BOB, 2);
        Answer _ = world.ask(BOB, "DeleteSnapshot", "SnapshotId", ofBob);
        gone(BOB, "RestoreSnapshotFromRecycleBin", "SnapshotId", ofBob);
        Caller elsewhere = new Caller(ALICE.account(), new Region("us-east-1"), ALICE.service());
        String far = world.snapshot(elsewhere, 3);
        Answer _ = world.ask(elsewhere, "DeleteSnapshot", "SnapshotId", far);
        gone(elsewhere, "RestoreSnapshotFromRecycleBin", "SnapshotId", far);
    }

    @Test
    void anImageInTheBinIsDeregisteredToAllAndComesBackSharedAsItWas() {
        String _ = rule("EC2_IMAGE", 7);
        String id = world.image(ALICE, "kept");
        tag(id, "colour", "red");
        Answer _ = world.ask(
                ALICE, "ModifyImageAttribute", "ImageId", id, "LaunchPermission.Add.1.UserId", "222222222222");
        Answer _ = world.ask(ALICE, "EnableImageDeprecation", "ImageId", id, "DeprecateAt", "2027-01-01T00:00:00Z");
        String before = world.ask(ALICE, "DescribeImages", "ImageId.1", id).xml();
        String toBob = world.ask(BOB, "DescribeImages", "ImageId.1", id).xml();

        Answer done = world.ask(ALICE, "DeregisterImage", "ImageId", id);

        assertThat(done.text("return")).isEqualTo("true");
        for (Caller caller : List.of(ALICE, BOB)) {
            assertThat(world.ask(caller, "DescribeImages", "IncludeDisabled", "true")
                            .has("imagesSet/item"))
                    .isFalse();
            world.refuses(
                    ErrorCode.INVALID_AMIID_NOT_FOUND,
                    caller,
                    "CopyImage",
                    "SourceRegion",
                    "eu-west-1",
                    "SourceImageId",
                    id,
                    "Name",
                    "copy");
        }
        assertThat(world.ask(ALICE, "DescribeImages", "ImageId.1", id).has("imagesSet/item"))
                .isFalse();
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, "DescribeImages", "ImageId.1", id);
        for (String operation : List.of("DeregisterImage", "DisableImage", "EnableImage")) {
            world.refuses(ErrorCode.INVALID_AMIID_UNAVAILABLE, ALICE, operation, "ImageId", id);
        }
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, "RestoreImageFromRecycleBin", "ImageId", id);
        Answer listed = world.ask(ALICE, "ListImagesInRecycleBin", "ImageId.1", id);
        assertThat(listed.texts("imageSet/item/imageId")).containsExactly(id);
        assertThat(listed.text("imageSet/item/name")).isEqualTo("kept");
        assertThat(listed.text("imageSet/item/recycleBinEnterTime")).isEqualTo(WireTime.text(world.now));
        assertThat(listed.text("imageSet/item/recycleBinExitTime"))
                .isEqualTo(WireTime.text(world.now.plus(Duration.ofDays(7))));
        assertThat(tags(id)).containsExactlyInAnyOrder(IN_BIN + "=true", "colour=red");
        world.now = world.now.plus(Duration.ofDays(6));
        world.collect();
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, ALICE, "DeregisterImage", "ImageId", id);
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, ALICE, "DescribeImages", "ImageId.1", id);

        assertThat(world.ask(ALICE, "RestoreImageFromRecycleBin", "ImageId", id).text("return"))
                .isEqualTo("true");

        assertThat(world.ask(ALICE, "DescribeImages", "ImageId.1", id).xml()).isEqualTo(before);
        assertThat(world.ask(BOB, "DescribeImages", "ImageId.1", id).xml()).isEqualTo(toBob);
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, ALICE, "RestoreImageFromRecycleBin", "ImageId", id);
    }

    @Test
    void theNameIsFreeAndARestoreNeedsIt() {
        String _ = rule("EC2_IMAGE", 7);
        String first = world.image(ALICE, "twice");
        Answer _ = world.ask(ALICE, "DisableImage", "ImageId", first);
        Answer _ = world.ask(ALICE, "DeregisterImage", "ImageId", first);
        String second = world.image(ALICE, "twice");

        world.refuses(ErrorCode.INVALID_AMI_NAME_DUPLICATE, ALICE, "RestoreImageFromRecycleBin", "ImageId", first);
        Answer _ = world.ask(ALICE, "DeregisterImage", "ImageId", second);
        Answer _ = world.ask(ALICE, "RestoreImageFromRecycleBin", "ImageId", first);

        assertThat(world.ask(ALICE, "DescribeImages", "ImageId.1", first, "IncludeDisabled", "true")
                        .text("imagesSet/item/imageState"))
                .isEqualTo("disabled");
        world.refuses(ErrorCode.INVALID_AMI_NAME_DUPLICATE, ALICE, "RestoreImageFromRecycleBin", "ImageId", second);
        assertThat(world.ask(ALICE, "ListImagesInRecycleBin").texts("imageSet/item/imageId"))
                .containsExactly(second);
        // Its time passes, and it is gone for good.
        world.now = world.now.plus(Duration.ofDays(7));
        assertThat(world.ask(ALICE, "ListImagesInRecycleBin").has("imageSet/item"))
                .isFalse();
        world.collect();
        assertThat(tags(second)).isEmpty();
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, ALICE, "RestoreImageFromRecycleBin", "ImageId", second);
    }

    @Test
    void snapshotsComeBackBeforeTheirImage() {
        String _ = rule("EC2_IMAGE", 7);
        String snapshots = rule("EBS_SNAPSHOT", 7);
        String snapshot = world.snapshot(ALICE, 1);
        String id = world.image(ALICE, "both", snapshot);

        Answer done = world.ask(ALICE, "DeregisterImage", "ImageId", id, "DeleteAssociatedSnapshots", "true");

        assertThat(done.text("deleteSnapshotResultSet/item/returnCode")).isEqualTo("success");
        assertThat(world.ask(ALICE, "ListSnapshotsInRecycleBin").texts("snapshotSet/item/snapshotId"))
                .containsExactly(snapshot);
        assertThatThrownBy(() -> world.ask(ALICE, "RestoreImageFromRecycleBin", "ImageId", id))
                .hasMessageContaining("Restore it before the image");
        Answer _ = world.ask(ALICE, "RestoreSnapshotFromRecycleBin", "SnapshotId", snapshot);
        Answer _ = world.ask(ALICE, "RestoreImageFromRecycleBin", "ImageId", id);
        world.refuses(ErrorCode.INVALID_SNAPSHOT_IN_USE, ALICE, "DeleteSnapshot", "SnapshotId", snapshot);

        // An image in the bin does not keep its snapshots, and without them it cannot come back.
        Answer _ = world.ask(ALICE, "DeregisterImage", "ImageId", id);
        rbin.deleteRule(r -> r.identifier(snapshots));
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
        world.refuses(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, ALICE, "RestoreImageFromRecycleBin", "ImageId", id);
    }

    @Test
    void aVolumeInTheBinIsSeenAndUsedByNobodyAndComesBackAsItWas() {
        String _ = rule("EBS_VOLUME", 7);
        String snapshot = world.snapshot(ALICE, 1);
        String id = world.ask(ALICE, "CreateVolume", "AvailabilityZone", "eu-west-1a", "SnapshotId", snapshot)
                .text("volumeId");
        tag(id, "colour", "red");
        String before = world.ask(ALICE, "DescribeVolumes", "VolumeId.1", id).xml();

        Answer _ = world.ask(ALICE, "DeleteVolume", "VolumeId", id);
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", snapshot);

        assertThat(world.ask(ALICE, "DescribeVolumes").has("volumeSet/item")).isFalse();
        for (String operation : List.of("DeleteVolume", "DescribeVolumes")) {
            String member = operation.equals("DescribeVolumes") ? "VolumeId.1" : "VolumeId";
            world.refuses(ErrorCode.INVALID_VOLUME_NOT_FOUND, ALICE, operation, member, id);
        }
        world.refuses(ErrorCode.INVALID_VOLUME_NOT_FOUND, BOB, "RestoreVolumeFromRecycleBin", "VolumeId", id);
        assertThat(world.ask(BOB, "ListVolumesInRecycleBin").has("volumeSet/item"))
                .isFalse();
        Answer listed = world.ask(ALICE, "ListVolumesInRecycleBin");
        assertThat(listed.texts("volumeSet/item/volumeId")).containsExactly(id);
        assertThat(listed.text("volumeSet/item/snapshotId")).isEqualTo(snapshot);
        assertThat(listed.text("volumeSet/item/state")).isEqualTo("available");
        assertThat(listed.text("volumeSet/item/recycleBinExitTime"))
                .isEqualTo(WireTime.text(world.now.plus(Duration.ofDays(7))));
        assertThat(tags(id)).contains(IN_BIN + "=true");
        world.now = world.now.plus(Duration.ofDays(6));
        world.collect();

        Answer _ = world.ask(ALICE, "RestoreVolumeFromRecycleBin", "VolumeId", id);

        assertThat(world.ask(ALICE, "DescribeVolumes", "VolumeId.1", id).xml()).isEqualTo(before);
        world.refuses(ErrorCode.INVALID_VOLUME_NOT_FOUND, ALICE, "RestoreVolumeFromRecycleBin", "VolumeId", id);
    }

    @Test
    void aVolumeWhoseTimeIsOverIsDeletedWithItsBlocks() throws Exception {
        String _ = rule("EBS_VOLUME", 1);
        String snapshot = world.snapshot(ALICE, 1);
        String id = world.ask(ALICE, "CreateVolume", "AvailabilityZone", "eu-west-1a", "SnapshotId", snapshot)
                .text("volumeId");
        Answer _ = world.ask(ALICE, "DeleteVolume", "VolumeId", id);
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
        world.collect();
        assertThat(world.blocks.packBytes()).isPositive();

        world.now = world.now.plus(Duration.ofDays(1));
        assertThat(world.ask(ALICE, "ListVolumesInRecycleBin").has("volumeSet/item"))
                .isFalse();
        world.collect();
        world.settle();
        world.collect();

        int left = world.database.read(sql ->
                sql.select("SELECT count(*) FROM volume").mapTo(Integer.class).one());
        assertThat(left).isZero();
        assertThat(world.blocks.packBytes()).isZero();
        assertThat(tags(id)).isEmpty();
        world.refuses(ErrorCode.INVALID_VOLUME_NOT_FOUND, ALICE, "RestoreVolumeFromRecycleBin", "VolumeId", id);
    }

    @Test
    void aListingOfImagesNamesTwentyAtTheMost() {
        String _ = rule("EC2_IMAGE", 7);
        String snapshot = world.snapshot(ALICE, 1);
        String[] named = new String[42];
        for (int i = 0; i < 21; i++) {
            named[2 * i] = "ImageId." + (i + 1);
            named[2 * i + 1] = world.image(ALICE, "many " + i, snapshot);
            Answer _ = world.ask(ALICE, "DeregisterImage", "ImageId", named[2 * i + 1]);
        }
        String[] twenty = java.util.Arrays.copyOf(named, 40);
        assertThat(world.ask(ALICE, "ListImagesInRecycleBin", twenty).texts("imageSet/item/imageId"))
                .hasSize(20);
        world.refuses(ErrorCode.INVALID_PARAMETER_VALUE, ALICE, "ListImagesInRecycleBin", named);
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, ALICE, "ListImagesInRecycleBin", "ImageId.1", "ami-12345678");
    }

    /** The id of a new rule; without tags it is for all of the region. */
    private String rule(String kind, int days, ResourceTag... tags) {
        return rbin.createRule(r -> r.resourceType(kind)
                        .retentionPeriod(p -> p.retentionPeriodValue(days).retentionPeriodUnit("DAYS"))
                        .resourceTags(tags))
                .identifier();
    }

    private static ResourceTag tag(String key, String value) {
        return ResourceTag.builder().resourceTagKey(key).resourceTagValue(value).build();
    }

    private void tag(String id, String key, String value) {
        Answer _ = world.ask(ALICE, "CreateTags", "ResourceId.1", id, "Tag.1.Key", key, "Tag.1.Value", value);
    }

    /** How many days a snapshot is kept that has this tag; 0: it is gone. */
    private long daysKept(String... keyAndValue) {
        String id = world.snapshot(ALICE, 9);
        if (keyAndValue.length > 0) {
            tag(id, keyAndValue[0], keyAndValue[1]);
        }
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", id);
        Answer listed = world.ask(ALICE, "ListSnapshotsInRecycleBin");
        int index = listed.texts("snapshotSet/item/snapshotId").indexOf(id);
        return index < 0
                ? 0
                : Duration.between(
                                world.now,
                                Instant.parse(listed.texts("snapshotSet/item/recycleBinExitTime")
                                        .get(index)))
                        .toDays();
    }

    private List<String> tags(String id) {
        Answer tags = world.ask(ALICE, "DescribeTags", "Filter.1.Name", "resource-id", "Filter.1.Value.1", id);
        List<String> keys = tags.texts("tagSet/item/key");
        List<String> values = tags.texts("tagSet/item/value");
        return Stream.iterate(0, i -> i + 1)
                .limit(keys.size())
                .map(i -> keys.get(i) + "=" + values.get(i))
                .toList();
    }

    private boolean isReadable(String id) {
        return world.ebs(ALICE, "GET", "/snapshots/" + id + "/blocks", "", Map.of(), SdkBytes.fromUtf8String(""))
                .body()
                .asUtf8String()
                .contains("\"BlockIndex\":0");
    }

    private void gone(Caller caller, String action, String... members) {
        world.refuses(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, caller, action, members);
    }
}
