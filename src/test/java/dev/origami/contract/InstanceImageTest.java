package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import org.junit.jupiter.api.Test;

/** What is told of the images of instances, whatever became of them since (source section 1.9). */
class InstanceImageTest extends ServedTest {
    private static final String ITEM = "instanceImageMetadataSet/item/";
    private static final String IMAGE = ITEM + "imageMetadata/";

    @Test
    void anInstanceIsToldWithItsImage() {
        String image = fixtures.fresh("public-image");
        String instance = launch(image);

        Answer told = told(instance);

        assertThat(told.text(ITEM + "instanceId")).isEqualTo(instance);
        assertThat(told.text(ITEM + "instanceType")).isEqualTo("t3.micro");
        assertThat(told.text(ITEM + "launchTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(told.text(ITEM + "availabilityZone")).isEqualTo("eu-west-1a");
        assertThat(told.text(ITEM + "zoneId")).isEqualTo("euw1-az1");
        assertThat(told.text(ITEM + "instanceState/name")).isEqualTo("running");
        assertThat(told.text(ITEM + "instanceOwnerId")).isEqualTo("222222222222");
        assertThat(told.text(ITEM + "tagSet/item/value")).isEqualTo("red");
        assertThat(told.text(IMAGE + "imageId")).isEqualTo(image);
        assertThat(told.text(IMAGE + "name")).startsWith("fresh-");
        assertThat(told.text(IMAGE + "imageOwnerId")).isEqualTo("111111111111");
        assertThat(told.text(IMAGE + "imageState")).isEqualTo("available");
        assertThat(told.text(IMAGE + "creationDate")).isEqualTo("2026-01-31T09:14:22.000Z");
        // Of every public image.
        assertThat(told.text(IMAGE + "deprecationTime")).isEqualTo("2028-01-31T09:14:00.000Z");
        assertThat(told.text(IMAGE + "isPublic")).isEqualTo("true");
        assertThat(told.has(IMAGE + "imageOwnerAlias")).isFalse();
        assertThat(told.has(IMAGE + "imageAllowed")).isFalse();
    }

    @Test
    void itIsStillToldWhenTheInstancesOwnerSeesTheImageNoMore() {
        String image = fixtures.fresh("public-image");
        String instance = launch(image);
        String name = told(instance).text(IMAGE + "name");

        var _ = service.ask("ResetImageAttribute", "ImageId", image, "Attribute", "launchPermission");
        assertThat(told(instance).text(IMAGE + "isPublic")).isEqualTo("false");
        assertThat(told(instance).text(IMAGE + "imageState")).isEqualTo("available");
        var _ = service.ask("DisableImage", "ImageId", image);
        assertThat(told(instance).text(IMAGE + "imageState")).isEqualTo("disabled");
        var _ = service.ask("DeregisterImage", "ImageId", image);

        assertThat(told(instance).text(IMAGE + "imageState")).isEqualTo("deregistered");
        assertThat(told(instance).text(IMAGE + "name")).isEqualTo(name);
        assertThat(told(instance).text(IMAGE + "imageOwnerId")).isEqualTo("111111111111");
    }

    @Test
    void whetherTheImageIsAllowedFollowsTheSettingsOfTheInstancesOwner() {
        String foreign = launch(fixtures.fresh("public-image"));
        var _ = service.ask(
                WholeService.BOB, "EnableAllowedImagesSettings", "AllowedImagesSettingsState", "audit-mode");
        assertThat(told(foreign).text(IMAGE + "imageAllowed")).isEqualTo("false");
        assertThat(service.ask(
                                WholeService.BOB,
                                "DescribeInstanceImageMetadata",
                                "Filter.1.Name",
                                "image-allowed",
                                "Filter.1.Value.1",
                                "false")
                        .texts(ITEM + "instanceId"))
                .containsExactly(foreign);

        var _ = service.ask(
                WholeService.BOB,
                "ReplaceImageCriteriaInAllowedImagesSettings",
                "ImageCriterion.1.ImageProvider.1",
                "111111111111");
        assertThat(told(foreign).text(IMAGE + "imageAllowed")).isEqualTo("true");
        // Alice has none of these instances.
        assertThat(service.ask("DescribeInstanceImageMetadata").has(ITEM + "instanceId"))
                .isFalse();
    }

    private Answer told(String instance) {
        return service.ask(WholeService.BOB, "DescribeInstanceImageMetadata", "InstanceId.1", instance);
    }

    private String launch(String image) {
        String instance = service.ask(
                        WholeService.BOB,
                        "RunInstances",
                        "ImageId",
                        image,
                        "InstanceType",
                        "t3.micro",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1",
                        "TagSpecification.1.ResourceType",
                        "instance",
                        "TagSpecification.1.Tag.1.Key",
                        "colour",
                        "TagSpecification.1.Tag.1.Value",
                        "red")
                .text("instancesSet/item/instanceId");
        service.settle();
        return instance;
    }
}
