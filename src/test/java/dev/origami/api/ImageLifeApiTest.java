package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BOB;
import static dev.origami.api.ResourceWorld.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of an image makes of it, and what others notice (source sections 1.3 to 1.5, 4.4). */
class ImageLifeApiTest {
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
    void aDisabledImageIsHiddenAndLosesItsPermissionsForGood() {
        String id = world.image(ALICE, "disabled");
        share(id, "UserId", "222222222222");
        share(id, "Group", "all");

        assertThat(world.ask(ALICE, "DisableImage", "ImageId", id).text("return"))
                .isEqualTo("true");

        assertThat(ids(ALICE)).isEmpty();
        // Who sees it knows the id: it is left out, and no fault.
        assertThat(ids(ALICE, "ImageId.1", id)).isEmpty();
        assertThat(ids(ALICE, "Filter.1.Name", "state", "Filter.1.Value.1", "disabled"))
                .isEmpty();
        assertThat(ids(ALICE, "IncludeDisabled", "true", "Filter.1.Name", "state", "Filter.1.Value.1", "disabled"))
                .containsExactly(id);
        assertThat(ids(BOB, "IncludeDisabled", "true")).isEmpty();
        world.refuses(
                ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, "DescribeImages", "ImageId.1", id, "IncludeDisabled", "true");
        Answer shown = world.ask(ALICE, "DescribeImages", "ImageId.1", id, "IncludeDisabled", "true");
        assertThat(shown.text("imagesSet/item/imageState")).isEqualTo("disabled");
        assertThat(shown.text("imagesSet/item/isPublic")).isEqualTo("false");

        assertThat(world.ask(ALICE, "EnableImage", "ImageId", id).text("return"))
                .isEqualTo("true");
        Answer _ = world.ask(ALICE, "EnableImage", "ImageId", id);

        assertThat(ids(ALICE)).containsExactly(id);
        assertThat(ids(BOB)).isEmpty();
    }

    @Test
    void aDisabledImageKeepsItsNameAndItsSnapshotsAndCanStillBeDeregistered() {
        String snapshot = world.snapshot(ALICE, 1);
        String id = world.image(ALICE, "kept", snapshot);
        Answer _ = world.ask(ALICE, "DisableImage", "ImageId", id);

        world.refuses(ErrorCode.INVALID_SNAPSHOT_IN_USE, ALICE, "DeleteSnapshot", "SnapshotId", snapshot);
        world.refuses(
                ErrorCode.INVALID_AMI_NAME_DUPLICATE,
                ALICE,
                "RegisterImage",
                "Name",
                "kept",
                "RootDeviceName",
                "/dev/xvda",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/xvda",
                "BlockDeviceMapping.1.Ebs.SnapshotId",
                snapshot);
        Answer _ = world.ask(ALICE, "ModifyImageAttribute", "ImageId", id, "Description.Value", "old");
        Answer gone = world.ask(ALICE, "DeregisterImage", "ImageId", id, "DeleteAssociatedSnapshots", "true");
        assertThat(gone.text("deleteSnapshotResultSet/item/returnCode")).isEqualTo("success");
    }

    @Test
    void onlyTheOwnerChangesTheLifeOfAnImage() {
        String id = world.image(ALICE, "mine");
        List<String> operations = List.of(
                "DisableImage",
                "EnableImage",
                "DisableImageDeprecation",
                "EnableImageDeregistrationProtection",
                "DisableImageDeregistrationProtection");
        for (String operation : operations) {
            world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, operation, "ImageId", id);
        }
        share(id, "UserId", "222222222222");
        for (String operation : operations) {
            world.refuses(ErrorCode.AUTH_FAILURE, BOB, operation, "ImageId", id);
        }
        world.refuses(
                ErrorCode.AUTH_FAILURE,
                BOB,
                "EnableImageDeprecation",
                "ImageId",
                id,
                "DeprecateAt",
                "2027-01-01T00:00:00Z");
    }

    @Test
    void aDeprecatedImageIsHiddenFromOthersUnlessTheyAskForIt() {
        String id = world.image(ALICE, "deprecated");
        share(id, "UserId", "222222222222");
        deprecate(id, "2026-02-01T00:00:29.999Z");
        assertThat(deprecationTime(ALICE, id)).isEqualTo("2026-02-01T00:00:00.000Z");
        assertThat(deprecationTime(BOB, id)).isEqualTo("2026-02-01T00:00:00.000Z");
        deprecate(id, "2026-02-01T00:00:30Z");
        assertThat(deprecationTime(ALICE, id)).isEqualTo("2026-02-01T00:01:00.000Z");
        assertThat(ids(BOB)).containsExactly(id);

        world.now = Instant.parse("2026-02-01T00:01:00Z");

        assertThat(ids(BOB)).isEmpty();
        assertThat(ids(BOB, "ExecutableBy.1", "self")).isEmpty();
        assertThat(ids(BOB, "IncludeDeprecated", "true")).containsExactly(id);
        assertThat(ids(BOB, "ImageId.1", id)).containsExactly(id);
        assertThat(ids(ALICE)).containsExactly(id);

        Answer _ = world.ask(ALICE, "DisableImageDeprecation", "ImageId", id);
        Answer _ = world.ask(ALICE, "DisableImageDeprecation", "ImageId", id);

        assertThat(ids(BOB)).containsExactly(id);
        assertThat(deprecationTime(BOB, id)).isEmpty();
    }

    @Test
    void theDeprecationSurvivesDisablingAndIsNotInherited() {
        String id = world.image(ALICE, "source");
        deprecate(id, "2027-01-01T00:00:00Z");
        String copy = world.ask(ALICE, "CopyImage", "SourceRegion", "eu-west-1", "SourceImageId", id, "Name", "copy")
                .text("imageId");
        Answer _ = world.ask(ALICE, "DisableImage", "ImageId", id);
        Answer _ = world.ask(ALICE, "EnableImage", "ImageId", id);

        assertThat(deprecationTime(ALICE, id)).isEqualTo("2027-01-01T00:00:00.000Z");
        assertThat(deprecationTime(ALICE, copy)).isEmpty();
    }

    @Test
    void aPublicImageIsDeprecatedTwoYearsAfterItsMakingAtTheLatest() {
        String id = world.image(ALICE, "public");
        deprecate(id, "2036-01-31T09:14:22Z");
        share(id, "Group", "all");
        assertThat(deprecationTime(BOB, id)).isEqualTo("2028-01-31T09:14:00.000Z");

        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, ALICE, "DisableImageDeprecation", "ImageId", id);
        world.refuses(
                ErrorCode.INVALID_PARAMETER_VALUE,
                ALICE,
                "EnableImageDeprecation",
                "ImageId",
                id,
                "DeprecateAt",
                "2028-01-31T09:15:00Z");
        deprecate(id, "2028-01-31T09:14:00Z");
        deprecate(id, "2027-01-31T09:14:00Z");
        // An earlier one stays when it is shared once more.
        share(id, "Group", "all");
        assertThat(deprecationTime(BOB, id)).isEqualTo("2027-01-31T09:14:00.000Z");

        Answer _ = world.ask(ALICE, "ResetImageAttribute", "ImageId", id, "Attribute", "launchPermission");
        assertThat(deprecationTime(ALICE, id)).isEqualTo("2027-01-31T09:14:00.000Z");
        Answer _ = world.ask(ALICE, "DisableImageDeprecation", "ImageId", id);
        assertThat(deprecationTime(ALICE, id)).isEmpty();
    }

    @Test
    void aProtectedImageCannotBeDeregisteredAndWithACooldownNotForADayMore() {
        String id = world.image(ALICE, "protected");
        share(id, "UserId", "222222222222");
        assertThat(protection(id)).isEqualTo("disabled");

        assertThat(protect(id, "false")).isEqualTo("enabled-without-cooldown");
        assertThat(protection(id)).isEqualTo("enabled-without-cooldown");
        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, ALICE, "DeregisterImage", "ImageId", id);
        assertThat(protect(id, "true")).isEqualTo("enabled-with-cooldown");
        assertThat(world.ask(ALICE, "DescribeImages", "ImageId.1", id).text("imagesSet/item/deregistrationProtection"))
                .isEqualTo("enabled-with-cooldown");
        assertThat(world.ask(BOB, "DescribeImages", "ImageId.1", id).has("imagesSet/item/deregistrationProtection"))
                .isFalse();

        assertThat(world.ask(ALICE, "DisableImageDeregistrationProtection", "ImageId", id)
                        .text("return"))
                .isEqualTo("disabled");
        assertThat(protection(id)).isEqualTo("disabled, cooldown until 2026-02-01T09:14:22Z");
        // Neither this nor another protection ends the cooldown.
        assertThat(protect(id, "false")).isEqualTo("enabled-without-cooldown");
        Answer _ = world.ask(ALICE, "DisableImageDeregistrationProtection", "ImageId", id);
        world.now = Instant.parse("2026-02-01T09:14:21.999Z");
        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, ALICE, "DeregisterImage", "ImageId", id);

        world.now = Instant.parse("2026-02-01T09:14:22Z");
        assertThat(protection(id)).isEqualTo("disabled");
        Answer _ = world.ask(ALICE, "DeregisterImage", "ImageId", id);
    }

    @Test
    void whoAnImageIsSharedWithByNameCanGiveItUp() {
        String id = world.image(ALICE, "given");
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, "CancelImageLaunchPermission", "ImageId", id);
        share(id, "UserId", "222222222222");
        share(id, "UserId", "333333333333");

        assertThat(world.ask(BOB, "CancelImageLaunchPermission", "ImageId", id).text("return"))
                .isEqualTo("true");

        assertThat(ids(BOB)).isEmpty();
        assertThat(ids(CAROL)).containsExactly(id);
        world.refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, BOB, "CancelImageLaunchPermission", "ImageId", id);
        share(id, "Group", "all");
        world.refuses(ErrorCode.OPERATION_NOT_PERMITTED, BOB, "CancelImageLaunchPermission", "ImageId", id);
        assertThat(ids(BOB)).containsExactly(id);
    }

    private void deprecate(String id, String at) {
        Answer _ = world.ask(ALICE, "EnableImageDeprecation", "ImageId", id, "DeprecateAt", at);
    }

    private String deprecationTime(Caller caller, String id) {
        return world.ask(caller, "DescribeImages", "ImageId.1", id).text("imagesSet/item/deprecationTime");
    }

    private String protect(String id, String withCooldown) {
        return world.ask(ALICE, "EnableImageDeregistrationProtection", "ImageId", id, "WithCooldown", withCooldown)
                .text("return");
    }

    private String protection(String id) {
        return world.ask(ALICE, "DescribeImageAttribute", "ImageId", id, "Attribute", "deregistrationProtection")
                .text("deregistrationProtection/value");
    }

    private void share(String id, String whom, String value) {
        Answer _ = world.ask(ALICE, "ModifyImageAttribute", "ImageId", id, "LaunchPermission.Add.1." + whom, value);
    }

    private List<String> ids(Caller caller, String... members) {
        return world.ask(caller, "DescribeImages", members).texts("imagesSet/item/imageId");
    }
}
