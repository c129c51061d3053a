package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the caller's resources name an image (source section 1.9). */
class ImageReferenceTest extends ServedTest {
    private static final String ITEM = "imageReferenceSet/item/";
    private static final String TYPE = "ResourceType.1.ResourceType";
    private static final String OPTION = "ResourceType.1.ResourceTypeOption.1.OptionName";
    private static final String VALUE = "ResourceType.1.ResourceTypeOption.1.OptionValue.";

    @Test
    void onesOwnInstancesAndTemplatesAreFoundWhosesoeverTheImageIs() {
        String image = fixtures.fresh("public-image");
        String instance = launch(WholeService.BOB, image);
        String template = template(WholeService.BOB, "named", image);

        Answer found = references(WholeService.BOB, image, "IncludeAllResourceTypes", "true");
        assertThat(found.texts(ITEM + "imageId")).containsExactly(image, image);
        assertThat(found.texts(ITEM + "resourceType")).containsExactly("ec2:Instance", "ec2:LaunchTemplate");
        assertThat(found.texts(ITEM + "arn"))
                .containsExactly(
                        "arn:aws:ec2:eu-west-1:222222222222:instance/" + instance,
                        "arn:aws:ec2:eu-west-1:222222222222:launch-template/" + template);
        assertThat(references(WholeService.ALICE, image, "IncludeAllResourceTypes", "true")
                        .has(ITEM + "arn"))
                .isFalse();

        var _ = service.ask("DeregisterImage", "ImageId", image);
        assertThat(references(WholeService.BOB, image, "IncludeAllResourceTypes", "true")
                        .texts(ITEM + "arn"))
                .hasSize(2);
    }

    @Test
    void instancesAreFoundByTheirState() {
        String image = fixtures.fresh("image");
        String running = launch(WholeService.ALICE, image);
        String stopped = launch(WholeService.ALICE, image);
        var _ = service.ask("StopInstances", "InstanceId.1", stopped);
        service.settle();

        assertThat(instances(image)).containsExactlyInAnyOrder(running, stopped);
        assertThat(instances(image, OPTION, "state-name", VALUE + "1", "stopped"))
                .containsExactly(stopped);
        assertThat(instances(image, OPTION, "state-name", VALUE + "1", "running", VALUE + "2", "pending"))
                .containsExactly(running);
        assertThat(instances(image, OPTION, "state-name", VALUE + "1", "terminated"))
                .isEmpty();
    }

    @Test
    void aTemplateIsFoundOnceByItsNewestVersions() {
        String image = fixtures.fresh("image");
        String template = template(WholeService.ALICE, "versions", image);
        version(template, image);
        assertThat(templates(image, "10")).containsExactly(template);
        version(template, "ami-12345678");
        assertThat(templates(image, "1")).isEmpty();
        assertThat(templates(image, "2")).containsExactly(template);
        for (int i = 0; i < 9; i++) {
            version(template, "ami-12345678");
        }

        assertThat(references(WholeService.ALICE, image, TYPE, "ec2:LaunchTemplate")
                        .has(ITEM + "arn"))
                .as("ten are looked at")
                .isFalse();
        assertThat(templates(image, "11")).containsExactly(template);
    }

    @Test
    void whatIsNotOfferedHereNamesNothing() {
        String image = fixtures.fresh("used-image");
        for (String type : List.of("ssm:Parameter", "imagebuilder:ImageRecipe", "imagebuilder:ContainerRecipe")) {
            assertThat(references(WholeService.ALICE, image, TYPE, type).has(ITEM + "arn"))
                    .isFalse();
        }
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId.1", image, TYPE, "ec2:Volume");
    }

    @Test
    void whatIsToBeLookedThroughMustBeSaid() {
        String image = fixtures.fresh("image");
        refuses(ErrorCode.MISSING_PARAMETER, "ImageId.1", image);
        refuses(ErrorCode.MISSING_PARAMETER, "IncludeAllResourceTypes", "true");
        refuses(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                "ImageId.1",
                image,
                "IncludeAllResourceTypes",
                "true",
                TYPE,
                "ec2:Instance");
        refuses(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "ImageId.1",
                image,
                TYPE,
                "ec2:Instance",
                OPTION,
                "state-name",
                VALUE + "1",
                "asleep");
        for (String depth : List.of("0", "10001", "ten")) {
            refuses(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "ImageId.1",
                    image,
                    TYPE,
                    "ec2:LaunchTemplate",
                    OPTION,
                    "version-depth",
                    VALUE + "1",
                    depth);
        }
        List<String> many = new ArrayList<>(List.of("IncludeAllResourceTypes", "true"));
        for (int i = 1; i <= 11; i++) {
            many.addAll(List.of("ImageId." + i, image));
        }
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, many.toArray(String[]::new));
    }

    private void refuses(ErrorCode code, String... members) {
        assertThatThrownBy(() -> service.ask("DescribeImageReferences", members))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private Answer references(Caller caller, String image, String... more) {
        List<String> members = new ArrayList<>(List.of("ImageId.1", image));
        members.addAll(List.of(more));
        return service.ask(caller, "DescribeImageReferences", members.toArray(String[]::new));
    }

    private List<String> instances(String image, String... option) {
        List<String> members = new ArrayList<>(List.of(TYPE, "ec2:Instance"));
        members.addAll(List.of(option));
        return ids(references(WholeService.ALICE, image, members.toArray(String[]::new)));
    }

    private List<String> templates(String image, String depth) {
        return ids(references(
                WholeService.ALICE, image, TYPE, "ec2:LaunchTemplate", OPTION, "version-depth", VALUE + "1", depth));
    }

    private static List<String> ids(Answer found) {
        return found.texts(ITEM + "arn").stream()
                .map(arn -> arn.substring(arn.indexOf('/') + 1))
                .toList();
    }

    private String launch(Caller caller, String image) {
        String instance = service.ask(
                        caller,
                        "RunInstances",
                        "ImageId",
                        image,
                        "InstanceType",
                        "t3.micro",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        return instance;
    }

    private String template(Caller caller, String name, String image) {
        return service.ask(
                        caller, "CreateLaunchTemplate", "LaunchTemplateName", name, "LaunchTemplateData.ImageId", image)
                .text("launchTemplate/launchTemplateId");
    }

    private void version(String template, String image) {
        var _ = service.ask(
                "CreateLaunchTemplateVersion", "LaunchTemplateId", template, "LaunchTemplateData.ImageId", image);
    }
}
