package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BOB;
import static dev.origami.api.ResourceWorld.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block public access and Allowed AMIs, each per account and region (source sections 1.6, 1.7, 2.2). */
class AccountSettingsApiTest {
    private static final String IMAGES = "imageBlockPublicAccessState";
    private static final String REPLACE = "ReplaceImageCriteriaInAllowedImagesSettings";
    private static final Caller ELSEWHERE = new Caller(ALICE.account(), new Region("us-east-1"), "ec2");

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
    void whereItIsBlockedNoImageBecomesPublicAndThoseThatAreStaySo() {
        String before = world.image(ALICE, "before");
        makePublic(ALICE, before);
        String after = world.image(ALICE, "after");
        assertThat(world.ask(ALICE, "GetImageBlockPublicAccessState").text(IMAGES))
                .isEqualTo("unblocked");

        assertThat(world.ask(ALICE, "EnableImageBlockPublicAccess", "ImageBlockPublicAccessState", "block-new-sharing")
                        .text(IMAGES))
                .isEqualTo("block-new-sharing");

        Answer state = world.ask(ALICE, "GetImageBlockPublicAccessState");
        assertThat(state.text(IMAGES)).isEqualTo("block-new-sharing");
        assertThat(state.text("managedBy")).isEqualTo("account");
        world.refuses(
                ErrorCode.OPERATION_NOT_PERMITTED,
                ALICE,
                "ModifyImageAttribute",
                "ImageId",
                after,
                "LaunchPermission.Add.1.Group",
                "all");
        Answer _ = world.ask(
                ALICE, "ModifyImageAttribute", "ImageId", after, "LaunchPermission.Add.1.UserId", "222222222222");
        assertThat(ids(BOB)).containsExactlyInAnyOrder(before, after);
        assertThat(ids(CAROL)).containsExactly(before);
        // Others, and the same account elsewhere, are not concerned.
        assertThat(world.ask(ELSEWHERE, "GetImageBlockPublicAccessState").text(IMAGES))
                .isEqualTo("unblocked");
        makePublic(BOB, world.image(BOB, "of bob"));

        assertThat(world.ask(ALICE, "DisableImageBlockPublicAccess").text(IMAGES))
                .isEqualTo("unblocked");
        makePublic(ALICE, after);
        assertThat(ids(CAROL)).contains(before, after);
    }

    @Test
    void snapshotsAreBlockedFromNewSharingOrFromAll() {
        String shown = world.snapshot(ALICE, 1);
        share(shown, "Group", "all");
        share(shown, "UserId", "222222222222");
        String other = world.snapshot(ALICE, 2);
        assertThat(snapshotState()).isEqualTo("unblocked");

        block("block-new-sharing");
        assertThat(snapshotState()).isEqualTo("block-new-sharing");
        refusesToShare(other);
        assertThat(snapshots(CAROL)).containsExactly(shown);

        block("block-all-sharing");
        refusesToShare(other);
        assertThat(snapshots(BOB)).containsExactly(shown);
        assertThat(snapshots(CAROL)).isEmpty();
        assertThat(snapshots(ALICE, "RestorableBy.1", "all")).isEmpty();
        world.refuses(
                ErrorCode.INVALID_SNAPSHOT_NOT_FOUND,
                CAROL,
                "CopySnapshot",
                "SourceRegion",
                "eu-west-1",
                "SourceSnapshotId",
                shown);
        // The permission itself stays, and counts again afterwards.
        assertThat(world.ask(
                                ALICE,
                                "DescribeSnapshotAttribute",
                                "SnapshotId",
                                shown,
                                "Attribute",
                                "createVolumePermission")
                        .texts("createVolumePermission/item/group"))
                .containsExactly("all");

        assertThat(world.ask(ALICE, "DisableSnapshotBlockPublicAccess").text("state"))
                .isEqualTo("unblocked");
        assertThat(snapshots(CAROL)).containsExactly(shown);
        share(other, "Group", "all");
        world.refuses(
                ErrorCode.INVALID_PARAMETER_VALUE, ALICE, "EnableSnapshotBlockPublicAccess", "State", "unblocked");
    }

    @Test
    void allowedImagesAreLookedAtInAuditModeAndTheOthersHiddenWhenEnabled() {
        String own = world.image(ALICE, "own");
        String good = publicImage(BOB, "good");
        String bad = publicImage(CAROL, "bad");
        Answer _ = world.ask(ALICE, REPLACE, "ImageCriterion.1.ImageProvider.1", "222222222222");
        assertThat(ids(ALICE)).containsExactlyInAnyOrder(own, good, bad);
        assertThat(world.ask(ALICE, "DescribeImages").has("imagesSet/item/imageAllowed"))
                .isFalse();

        enable("audit-mode");
        assertThat(ids(ALICE)).containsExactlyInAnyOrder(own, good, bad);
        assertThat(ids(ALICE, "Filter.1.Name", "image-allowed", "Filter.1.Value.1", "true"))
                .containsExactlyInAnyOrder(own, good);
        assertThat(world.ask(ALICE, "DescribeImages", "ImageId.1", bad).text("imagesSet/item/imageAllowed"))
                .isEqualTo("false");

        enable("enabled");
        assertThat(ids(ALICE)).containsExactlyInAnyOrder(own, good);
        assertThat(ids(ALICE, "ImageId.1", bad)).isEmpty();
        assertThat(world.ask(ALICE, "DescribeImages").texts("imagesSet/item/imageAllowed"))
                .containsExactly("true", "true");
        makePublic(CAROL, bad);
        world.refuses(
                ErrorCode.AUTH_FAILURE,
                ALICE,
                "CopyImage",
                "SourceRegion",
                "eu-west-1",
                "SourceImageId",
                bad,
                "Name",
                "copy");
        assertThat(ids(BOB)).contains(good, bad);

        assertThat(world.ask(ALICE, "DisableAllowedImagesSettings").text("allowedImagesSettingsState"))
                .isEqualTo("disabled");
        assertThat(ids(ALICE)).containsExactlyInAnyOrder(own, good, bad);
        assertThat(world.ask(ALICE, "GetAllowedImagesSettings").texts("imageCriterionSet/item/imageProviderSet/item"))
                .containsExactly("222222222222");
        assertThat(world.ask(ELSEWHERE, "GetAllowedImagesSettings").has("imageCriterionSet/item"))
                .isFalse();
    }

    @Test
    void oneCriterionIsEnoughAndAllOfItMustBeMet() {
        String amazons = publicImage(new Caller(Provider.ACCOUNT, ALICE.region(), "ec2"), "amzn-2026");
        String bobs = publicImage(BOB, "bob-2026");
        String _ = publicImage(CAROL, "carol-2026");
        enable("enabled");
        assertThat(ids(ALICE)).isEmpty();

        assertThat(allowed("ImageProvider.1", "amazon")).containsExactly(amazons);
        assertThat(allowed("ImageProvider.1", "amazon", "ImageProvider.2", "222222222222"))
                .containsExactlyInAnyOrder(amazons, bobs);
        assertThat(allowed("ImageProvider.1", "none")).isEmpty();
        assertThat(allowed("ImageProvider.1", "aws-marketplace")).isEmpty();
        assertThat(allowed("MarketplaceProductCode.1", "abc")).isEmpty();
        assertThat(allowed("ImageName.1", "BOB*", "ImageName.2", "bob-202?")).containsExactly(bobs);
        assertThat(allowed("ImageName.1", "bob*", "ImageProvider.1", "333333333333"))
                .isEmpty();
        Answer _ = world.ask(
                ALICE, REPLACE, "ImageCriterion.1.ImageName.1", "amzn*", "ImageCriterion.2.ImageName.1", "bob*");
        assertThat(ids(ALICE)).containsExactlyInAnyOrder(amazons, bobs);
        Answer _ = world.ask(ALICE, REPLACE);
        assertThat(ids(ALICE)).isEmpty();
    }

    @Test
    void ageAndDeprecationAreCountedInDays() {
        String id = publicImage(BOB, "aging");
        Answer _ = world.ask(BOB, "EnableImageDeprecation", "ImageId", id, "DeprecateAt", "2026-02-02T00:00:00Z");
        enable("enabled");
        String deprecated = "DeprecationTimeCondition.MaximumDaysSinceDeprecated";
        String created = "CreationDateCondition.MaximumDaysSinceCreated";

        assertThat(allowed(deprecated, "0")).containsExactly(id);
        assertThat(allowed(created, "0")).containsExactly(id);
        world.now = Instant.parse("2026-02-02T00:00:00Z");
        assertThat(allowed(deprecated, "0")).isEmpty();
        assertThat(allowed(deprecated, "1")).containsExactly(id);
        assertThat(allowed(created, "1")).isEmpty();
        assertThat(allowed(created, "2")).containsExactly(id);
        assertThat(allowed(created, "2147483647")).containsExactly(id);
        world.now = Instant.parse("2026-02-03T00:00:00Z");
        assertThat(allowed(deprecated, "1")).isEmpty();
    }

    @Test
    void criteriaThatCannotBeAreRefused() {
        refusesCriterion("ImageProvider.1", "bob");
        refusesCriterion("ImageProvider.1", "none", "ImageProvider.2", "amazon");
        refusesCriterion("MarketplaceProductCode.1", "a-b");
        refusesCriterion("MarketplaceProductCode.1", "a".repeat(26));
        refusesCriterion("ImageName.1", "a:b");
        refusesCriterion("ImageName.1", "a".repeat(129));
        refusesCriterion("ImageName.1", "a?");
        refusesCriterion("CreationDateCondition.MaximumDaysSinceCreated", "-1");
        refusesCriterion(many("ImageName.", 51));
        refusesCriterion(many("MarketplaceProductCode.", 51));
        String[] criteria = IntStream.rangeClosed(1, 11)
                .boxed()
                .flatMap(i -> Stream.of("ImageCriterion." + i + ".ImageProvider.1", "amazon"))
                .toArray(String[]::new);
        world.refuses(ErrorCode.INVALID_PARAMETER_VALUE, ALICE, REPLACE, criteria);
        Answer _ = world.ask(ALICE, REPLACE, Arrays.copyOf(criteria, 20));
        world.refuses(
                ErrorCode.INVALID_PARAMETER_VALUE,
                ALICE,
                "EnableAllowedImagesSettings",
                "AllowedImagesSettingsState",
                "disabled");
        assertThat(world.ask(ALICE, "GetAllowedImagesSettings").texts("imageCriterionSet/item"))
                .hasSize(10);
    }

    private List<String> allowed(String... members) {
        Answer _ = world.ask(ALICE, REPLACE, criterion(members));
        return ids(ALICE, "IncludeDeprecated", "true");
    }

    private void refusesCriterion(String... members) {
        world.refuses(ErrorCode.INVALID_PARAMETER_VALUE, ALICE, REPLACE, criterion(members));
    }

    private static String[] criterion(String... members) {
        String[] given = members.clone();
        for (int i = 0; i < given.length; i += 2) {
            given[i] = "ImageCriterion.1." + given[i];
        }
        return given;
    }

    private static String[] many(String member, int count) {
        return IntStream.rangeClosed(1, count)
                .boxed()
                .flatMap(i -> Stream.of(member + i, "abc" + i))
                .toArray(String[]::new);
    }

    private void enable(String state) {
        Answer answer = world.ask(ALICE, "EnableAllowedImagesSettings", "AllowedImagesSettingsState", state);
        assertThat(answer.text("allowedImagesSettingsState")).isEqualTo(state);
    }

    private String publicImage(Caller owner, String name) {
        String id = world.image(owner, name);
        makePublic(owner, id);
        return id;
    }

    private void makePublic(Caller owner, String id) {
        Answer _ = world.ask(owner, "ModifyImageAttribute", "ImageId", id, "LaunchPermission.Add.1.Group", "all");
    }

    private void block(String state) {
        assertThat(world.ask(ALICE, "EnableSnapshotBlockPublicAccess", "State", state)
                        .text("state"))
                .isEqualTo(state);
    }

    private String snapshotState() {
        Answer answer = world.ask(ALICE, "GetSnapshotBlockPublicAccessState");
        assertThat(answer.text("managedBy")).isEqualTo("account");
        return answer.text("state");
    }

    private void share(String snapshot, String whom, String value) {
        Answer _ = world.ask(
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                snapshot,
                "CreateVolumePermission.Add.1." + whom,
                value);
    }

    private void refusesToShare(String snapshot) {
        world.refuses(
                ErrorCode.OPERATION_NOT_PERMITTED,
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                snapshot,
                "OperationType",
                "add",
                "UserGroup.1",
                "all");
    }

    private List<String> ids(Caller caller, String... members) {
        return world.ask(caller, "DescribeImages", members).texts("imagesSet/item/imageId");
    }

    private List<String> snapshots(Caller caller, String... members) {
        return world.ask(caller, "DescribeSnapshots", members).texts("snapshotSet/item/snapshotId");
    }
}
