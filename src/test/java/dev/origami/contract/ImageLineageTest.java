package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where images come from (source section 1.9). */
class ImageLineageTest extends ServedTest {
    private static final String ENTRY = "imageAncestryEntrySet/item/";
    private static final Caller PROVIDER =
            new Caller(Provider.ACCOUNT, WholeService.ALICE.region(), WholeService.ALICE.service());
    private static final Caller ALICE_ELSEWHERE =
            new Caller(WholeService.ALICE.account(), new Region("us-east-1"), WholeService.ALICE.service());

    @Test
    void aLineGoesOverAccountsAndRegionsAndDeregisteredImagesUpToTheProviders() {
        String registered = registered(PROVIDER);
        String provided = copy(PROVIDER, registered, PROVIDER);
        var _ = service.ask(
                PROVIDER, "ModifyImageAttribute", "ImageId", provided, "LaunchPermission.Add.1.Group", "all");
        String instance = service.ask(
                        "RunInstances",
                        "ImageId",
                        provided,
                        "InstanceType",
                        "t3.micro",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        String created = service.ask("CreateImage", "InstanceId", instance, "Name", "created")
                .text("imageId");
        service.settle();
        String copied = copy(WholeService.ALICE, created, ALICE_ELSEWHERE);

        for (boolean deregistered : new boolean[] {false, true}) {
            if (deregistered) {
                var _ = service.ask("DeregisterImage", "ImageId", created);
                var _ = service.ask(PROVIDER, "DeregisterImage", "ImageId", provided);
            }
            Answer line = service.ask(ALICE_ELSEWHERE, "GetImageAncestry", "ImageId", copied);
            assertThat(line.texts(ENTRY + "imageId")).containsExactly(copied, created, provided);
            assertThat(line.texts(ENTRY + "sourceImageId")).containsExactly(created, provided, registered);
            assertThat(line.texts(ENTRY + "sourceImageRegion")).containsExactly("eu-west-1", "eu-west-1", "eu-west-1");
            assertThat(line.texts(ENTRY + "imageOwnerAlias")).containsExactly("amazon");
            assertThat(line.texts(ENTRY + "creationDate")).hasSize(3).containsOnly("2026-01-31T09:14:22.000Z");
        }
        Answer shown = service.ask(ALICE_ELSEWHERE, "DescribeImages", "ImageId.1", copied);
        assertThat(shown.text("imagesSet/item/sourceImageId")).isEqualTo(created);
        assertThat(shown.has("imagesSet/item/sourceInstanceId")).isFalse();
    }

    @Test
    void whatCreateImageMadeNamesItsInstance() {
        String instance = fixtures.fresh("instance");
        String created = service.ask("CreateImage", "InstanceId", instance, "Name", "created")
                .text("imageId");
        service.settle();

        Answer shown = service.ask("DescribeImages", "ImageId.1", created);
        assertThat(shown.text("imagesSet/item/sourceInstanceId")).isEqualTo(instance);
        assertThat(shown.text("imagesSet/item/sourceImageId")).isEqualTo(fixtures.fresh("kept-image"));
        assertThat(shown.text("imagesSet/item/sourceImageRegion")).isEqualTo("eu-west-1");
    }

    @Test
    void aRegisteredImageComesFromNothing() {
        String image = fixtures.fresh("image");

        Answer line = service.ask("GetImageAncestry", "ImageId", image);

        assertThat(line.texts(ENTRY + "imageId")).containsExactly(image);
        assertThat(line.has(ENTRY + "sourceImageId")).isFalse();
        assertThat(line.has(ENTRY + "sourceImageRegion")).isFalse();
    }

    @Test
    void aLongLineIsToldUpToFiftyImages() {
        List<String> newestFirst = new ArrayList<>();
        newestFirst.add(fixtures.fresh("image"));
        for (int i = 0; i < 55; i++) {
            newestFirst.addFirst(copy(WholeService.ALICE, newestFirst.getFirst(), WholeService.ALICE));
        }

        assertThat(service.ask("GetImageAncestry", "ImageId", newestFirst.getFirst())
                        .texts(ENTRY + "imageId"))
                .containsExactlyElementsOf(newestFirst.subList(0, 50));
    }

    @Test
    void onlyWhoSeesAnImageIsToldItsLine() {
        String image = fixtures.fresh("image");
        assertThatThrownBy(() -> service.ask(WholeService.BOB, "GetImageAncestry", "ImageId", image))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_AMIID_NOT_FOUND));
        var _ = service.ask("ModifyImageAttribute", "ImageId", image, "UserId.1", "222222222222");
        assertThat(service.ask(WholeService.BOB, "GetImageAncestry", "ImageId", image)
                        .texts(ENTRY + "imageId"))
                .containsExactly(image);
    }

    private String registered(Caller owner) {
        String snapshot = fixtures.fresh("snapshot");
        var _ = service.ask(
                "ModifySnapshotAttribute",
                "SnapshotId",
                snapshot,
                "CreateVolumePermission.Add.1.UserId",
                owner.account().value());
        String own = service.ask(owner, "CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", snapshot)
                .text("snapshotId");
        return service.registered(owner, fixtures.fresh("name"), "x86_64", own);
    }

    private String copy(Caller atSource, String image, Caller owner) {
        return service.ask(
                        owner,
                        "CopyImage",
                        "SourceRegion",
                        atSource.region().name(),
                        "SourceImageId",
                        image,
                        "Name",
                        fixtures.fresh("name"))
                .text("imageId");
    }
}
