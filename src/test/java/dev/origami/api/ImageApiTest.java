package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BOB;
import static dev.origami.api.ResourceWorld.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageApiTest {
    @TempDir
    Path directory;

    private ResourceWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new ResourceWorld(directory);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
    }

    @Test
    void whatWasRegisteredIsDescribed() {
        String snapshot = world.snapshot(ALICE, 1);
        String id = world.ask(
                        ALICE,
                        "RegisterImage",
                        "Name",
                        "full",
                        "Description",
                        "",
                        "ImageLocation",
                        "",
                        "Architecture",
                        "x86_64",
                        "VirtualizationType",
                        "hvm",
                        "EnaSupport",
                        "true",
                        "SriovNetSupport",
                        "simple",
                        "BootMode",
                        "uefi",
                        "RootDeviceName",
                        "/dev/sda1",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/sda1",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        snapshot,
                        "BlockDeviceMapping.1.Ebs.VolumeSize",
                        "9",
                        "BlockDeviceMapping.1.Ebs.VolumeType",
                        "gp3",
                        "BlockDeviceMapping.1.Ebs.Iops",
                        "4000",
                        "BlockDeviceMapping.1.Ebs.Throughput",
                        "200",
                        "BlockDeviceMapping.2.DeviceName",
                        "/dev/sdb",
                        "BlockDeviceMapping.2.VirtualName",
                        "ephemeral0",
                        "BlockDeviceMapping.3.DeviceName",
                        "/dev/sdc",
                        "BlockDeviceMapping.3.NoDevice",
                        "",
                        "TagSpecification.1.ResourceType",
                        "image",
                        "TagSpecification.1.Tag.1.Key",
                        "empty",
                        "TagSpecification.1.Tag.1.Value",
                        "")
                .text("imageId");

        Answer found = world.ask(ALICE, "DescribeImages", "ImageId.1", id);

        String image = "imagesSet/item/";
        assertThat(found.text(image + "name")).isEqualTo("full");
        assertThat(found.has(image + "description")).isFalse();
        assertThat(found.text(image + "imageState")).isEqualTo("available");
        assertThat(found.text(image + "imageLocation")).isEqualTo("111111111111/full");
        assertThat(found.text(image + "creationDate")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(found.text(image + "bootMode")).isEqualTo("uefi");
        assertThat(found.text(image + "sriovNetSupport")).isEqualTo("simple");
        assertThat(found.texts(image + "blockDeviceMapping/item/deviceName"))
                .containsExactly("/dev/sda1", "/dev/sdb", "/dev/sdc");
        assertThat(found.text(image + "blockDeviceMapping/item/ebs/volumeSize")).isEqualTo("9");
        assertThat(found.text(image + "blockDeviceMapping/item/ebs/iops")).isEqualTo("4000");
        assertThat(found.text(image + "blockDeviceMapping/item/ebs/throughput")).isEqualTo("200");
        assertThat(found.text(image + "blockDeviceMapping/item/ebs/deleteOnTermination"))
                .isEqualTo("true");
        assertThat(found.has(image + "blockDeviceMapping/item/noDevice")).isTrue();
        assertThat(found.text(image + "tagSet/item/key")).isEqualTo("empty");
    }

    @Test
    void theOldDefaultsAreKept() {
        String snapshot = world.snapshot(ALICE, 1);
        String id = world.ask(
                        ALICE,
                        "RegisterImage",
                        "Name",
                        "old",
                        "RootDeviceName",
                        "/dev/sda1",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/sda1",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        snapshot)
                .text("imageId");

        Answer found = world.ask(ALICE, "DescribeImages", "ImageId.1", id);

        assertThat(found.text("imagesSet/item/architecture")).isEqualTo("i386");
        assertThat(found.text("imagesSet/item/virtualizationType")).isEqualTo("paravirtual");
        assertThat(found.text("imagesSet/item/blockDeviceMapping/item/ebs/volumeType"))
                .isEqualTo("gp2");
    }

    @Test
    void whatCannotBeRegisteredIsRefused() {
        String snapshot = world.snapshot(ALICE, 1);
        refusesToRegister(ErrorCode.MISSING_PARAMETER, List.of());
        List<String> root = List.of(
                "RootDeviceName", "/dev/xvda",
                "BlockDeviceMapping.1.DeviceName", "/dev/xvda",
                "BlockDeviceMapping.1.Ebs.SnapshotId", snapshot);
        refusesToRegister(ErrorCode.INVALID_BLOCK_DEVICE_MAPPING, with(root, "RootDeviceName", "/dev/sda1"));
        refusesToRegister(
                ErrorCode.INVALID_BLOCK_DEVICE_MAPPING, with(root, "BlockDeviceMapping.1.Ebs.Encrypted", "true"));
        refusesToRegister(
                ErrorCode.INVALID_SNAPSHOT_NOT_FOUND,
                with(root, "BlockDeviceMapping.1.Ebs.SnapshotId", "snap-0123456789abcdef0"));
        refusesToRegister(
                ErrorCode.INVALID_SNAPSHOT_ID_MALFORMED, with(root, "BlockDeviceMapping.1.Ebs.SnapshotId", "snap-x"));
        refusesToRegister(ErrorCode.UNKNOWN_VOLUME_TYPE, with(root, "BlockDeviceMapping.1.Ebs.VolumeType", "gp9"));
        refusesToRegister(ErrorCode.INVALID_PARAMETER_COMBINATION, with(root, "BlockDeviceMapping.1.Ebs.Iops", "300"));
        refusesToRegister(ErrorCode.INVALID_PARAMETER_COMBINATION, with(root, "TpmSupport", "v2.0"));
        refusesToRegister(ErrorCode.INVALID_PARAMETER_VALUE, with(root, "BootMode", "bios"));
        refusesToRegister(ErrorCode.INVALID_PARAMETER_VALUE, with(root, "Architecture", "sparc"));
        refusesToRegister(ErrorCode.INVALID_AMI_NAME_MALFORMED, with(root, "Name", "a:b:c"));
        refusesToRegister(
                ErrorCode.INVALID_BLOCK_DEVICE_MAPPING,
                with(with(root, "BlockDeviceMapping.2.DeviceName", "/dev/xvda"), "BlockDeviceMapping.2.NoDevice", ""));
        refusesToRegister(
                ErrorCode.MISSING_PARAMETER,
                with(
                        with(root, "BlockDeviceMapping.2.DeviceName", "/dev/sdf"),
                        "BlockDeviceMapping.2.Ebs.VolumeType",
                        "gp3"));
        String pending = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        refusesToRegister(ErrorCode.INCORRECT_STATE, with(root, "BlockDeviceMapping.1.Ebs.SnapshotId", pending));
        world.refuses(
                ErrorCode.INVALID_SNAPSHOT_NOT_FOUND,
                BOB,
                "RegisterImage",
                with(root, "Name", "foreign").toArray(String[]::new));
    }

    @Test
    void sharingAnImageLetsOthersSeeItAndItsSnapshotsLetThemCopyIt() {
        String id = world.image(ALICE, "shared");
        String snapshot = snapshotOf(ALICE, id);
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, "DescribeImages", "ImageId.1", id);
        // As Packer writes it: both forms, neither attribute nor operation.
        Answer _ = world.ask(
                ALICE,
                "ModifyImageAttribute",
                "ImageId",
                id,
                "UserId.1",
                "222222222222",
                "LaunchPermission.Add.1.UserId",
                "222222222222");

        assertThat(names(BOB, "ExecutableBy.1", "self")).containsExactly("shared");
        assertThat(names(ALICE, "ExecutableBy.1", "self")).isEmpty();
        assertThat(names(ALICE, "ExecutableBy.1", "222222222222")).containsExactly("shared");
        assertThat(names(CAROL)).isEmpty();
        String[] copy = {"SourceRegion", "eu-west-1", "SourceImageId", id, "Name", "copied"};
        world.refuses(ErrorCode.INVALID_REQUEST, BOB, "CopyImage", copy);
        Answer _ = world.ask(
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                snapshot,
                "UserId.1",
                "222222222222",
                "CreateVolumePermission.Add.1.UserId",
                "222222222222");
        String copied = world.ask(BOB, "CopyImage", copy).text("imageId");

        // The copy is Bob's own, whatever becomes of the source.
        Answer gone = world.ask(ALICE, "DeregisterImage", "ImageId", id, "DeleteAssociatedSnapshots", "true");
        assertThat(gone.text("deleteSnapshotResultSet/item/returnCode")).isEqualTo("success");
        Answer described = world.ask(BOB, "DescribeImages", "ImageId.1", copied);
        assertThat(described.text("imagesSet/item/sourceImageId")).isEqualTo(id);
        assertThat(described.text("imagesSet/item/imageOwnerId")).isEqualTo("222222222222");
        assertThat(snapshotOf(BOB, copied)).isNotEqualTo(snapshot);
        assertThat(world.ask(BOB, "DescribeSnapshots", "SnapshotId.1", snapshotOf(BOB, copied))
                        .text("snapshotSet/item/description"))
                .startsWith("Copied for DestinationAmi " + copied + " from SourceAmi " + id);
    }

    @Test
    void aCopyGoesToTheRegionThatIsAskedAndComesOncePerToken() {
        String id = world.image(ALICE, "source");
        Caller there = new Caller(ALICE.account(), new Region("us-east-1"), "ec2");
        Answer _ = world.ask(ALICE, "CreateTags", "ResourceId.1", id, "Tag.1.Key", "a", "Tag.1.Value", "1");
        String[] request = {
            "SourceRegion",
            "eu-west-1",
            "SourceImageId",
            id,
            "Name",
            "copy",
            "ClientToken",
            "t",
            "CopyImageTags",
            "true",
            "Encrypted",
            "false"
        };
        String first = world.ask(there, "CopyImage", request).text("imageId");

        assertThat(world.ask(there, "CopyImage", request).text("imageId")).isEqualTo(first);
        request[5] = "other";
        world.refuses(ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH, there, "CopyImage", request);
        assertThat(world.ask(there, "DescribeImages", "Owner.1", "self").texts("imagesSet/item/imageId"))
                .containsExactly(first);
        assertThat(world.ask(there, "DescribeImages", "Filter.1.Name", "tag:a", "Filter.1.Value.1", "1")
                        .texts("imagesSet/item/name"))
                .containsExactly("copy");
        world.refuses(
                ErrorCode.INVALID_REGION,
                ALICE,
                "CopyImage",
                "SourceRegion",
                "mars-1",
                "SourceImageId",
                id,
                "Name",
                "nowhere");
    }

    @Test
    void attributesComeInEveryForm() {
        String id = world.image(ALICE, "attributes");
        Answer _ = world.ask(ALICE, "ModifyImageAttribute", "ImageId", id, "Description.Value", "new");
        assertThat(attribute(id, "description").text("description/value")).isEqualTo("new");
        Answer _ = world.ask(
                ALICE, "ModifyImageAttribute", "ImageId", id, "Attribute", "description", "Value", "old form");
        assertThat(attribute(id, "description").text("description/value")).isEqualTo("old form");
        Answer _ = world.ask(
                ALICE,
                "ModifyImageAttribute",
                "ImageId",
                id,
                "Attribute",
                "LaunchPermission",
                "OperationType",
                "add",
                "UserGroup.1",
                "all");
        assertThat(attribute(id, "launchPermission").texts("launchPermission/item/group"))
                .containsExactly("all");
        assertThat(names(CAROL, "ExecutableBy.1", "all")).containsExactly("attributes");
        Answer _ = world.ask(ALICE, "ResetImageAttribute", "ImageId", id, "Attribute", "launchPermission");
        assertThat(names(CAROL)).isEmpty();
        assertThat(attribute(id, "kernel").has("kernel")).isTrue();
        world.refuses(
                ErrorCode.AUTH_FAILURE,
                ALICE,
                "DescribeImageAttribute",
                "ImageId",
                id,
                "Attribute",
                "blockDeviceMapping");
        world.refuses(
                ErrorCode.INVALID_PARAMETER_VALUE,
                ALICE,
                "DescribeImageAttribute",
                "ImageId",
                id,
                "Attribute",
                "colour");
        world.refuses(ErrorCode.INVALID_PARAMETER_COMBINATION, ALICE, "ModifyImageAttribute", "ImageId", id);
        world.refuses(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                ALICE,
                "ModifyImageAttribute",
                "ImageId",
                id,
                "Description.Value",
                "x",
                "UserId.1",
                "222222222222");
        world.refuses(
                ErrorCode.INVALID_AMI_ATTRIBUTE_ITEM_VALUE,
                ALICE,
                "ModifyImageAttribute",
                "ImageId",
                id,
                "LaunchPermission.Add.1.UserId",
                "bob");
    }

    @Test
    void pagesGiveEveryImageOnceWhateverIsWrittenBetween() {
        String snapshot = world.snapshot(ALICE, 1);
        List<String> there = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            there.add(world.image(ALICE, "image " + i, snapshot));
        }
        List<String> seen = new ArrayList<>();
        Answer page = world.ask(ALICE, "DescribeImages", "MaxResults", "2");
        while (page.has("nextToken") && !page.text("nextToken").isEmpty()) {
            seen.addAll(page.texts("imagesSet/item/imageId"));
            String _ = world.image(ALICE, "between " + seen.size(), snapshot);
            page = world.ask(ALICE, "DescribeImages", "MaxResults", "3", "NextToken", page.text("nextToken"));
        }
        seen.addAll(page.texts("imagesSet/item/imageId"));

        assertThat(seen).doesNotHaveDuplicates().containsAll(there);
        String token = world.ask(ALICE, "DescribeImages", "MaxResults", "1").text("nextToken");
        world.refuses(ErrorCode.INVALID_NEXT_TOKEN, BOB, "DescribeImages", "MaxResults", "1", "NextToken", token);
        world.refuses(
                ErrorCode.INVALID_NEXT_TOKEN,
                ALICE,
                "DescribeImages",
                "MaxResults",
                "1",
                "NextToken",
                token,
                "Owner.1",
                "self");
        world.refuses(ErrorCode.INVALID_PARAMETER_VALUE, ALICE, "DescribeImages", "MaxResults", "0");
        world.refuses(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                ALICE,
                "DescribeImages",
                "MaxResults",
                "5",
                "ImageId.1",
                there.getFirst());
    }

    @Test
    void aSnapshotThatAnImageUsesStays() {
        String first = world.image(ALICE, "first");
        String snapshot = snapshotOf(ALICE, first);
        String second = world.image(ALICE, "second", snapshot);
        world.refuses(ErrorCode.INVALID_SNAPSHOT_IN_USE, ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
        Answer gone = world.ask(ALICE, "DeregisterImage", "ImageId", first, "DeleteAssociatedSnapshots", "true");
        assertThat(gone.text("deleteSnapshotResultSet/item/returnCode")).isEqualTo("skipped");
        Answer _ = world.ask(ALICE, "DeregisterImage", "ImageId", second);
        Answer _ = world.ask(ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
        world.refuses(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, ALICE, "DescribeSnapshots", "SnapshotId.1", snapshot);
    }

    @Test
    void aDryRunChangesNothing() {
        String id = world.image(ALICE, "stays");
        world.refuses(ErrorCode.DRY_RUN_OPERATION, ALICE, "DeregisterImage", "ImageId", id, "DryRun", "true");
        assertThat(names(ALICE)).containsExactly("stays");
    }

    private void refusesToRegister(ErrorCode code, List<String> members) {
        List<String> all = members.contains("Name") ? members : with(members, "Name", "refused");
        world.refuses(code, ALICE, "RegisterImage", all.toArray(String[]::new));
    }

    private static List<String> with(List<String> members, String name, String value) {
        List<String> changed = new ArrayList<>(members);
        int at = changed.indexOf(name);
        if (at >= 0) {
            changed.set(at + 1, value);
        } else {
            changed.addAll(List.of(name, value));
        }
        return changed;
    }

    private Answer attribute(String image, String attribute) {
        return world.ask(ALICE, "DescribeImageAttribute", "ImageId", image, "Attribute", attribute);
    }

    private List<String> names(Caller caller, String... members) {
        return world.ask(caller, "DescribeImages", members).texts("imagesSet/item/name");
    }

    private String snapshotOf(Caller caller, String image) {
        return world.ask(caller, "DescribeImages", "ImageId.1", image)
                .text("imagesSet/item/blockDeviceMapping/item/ebs/snapshotId");
    }
}
