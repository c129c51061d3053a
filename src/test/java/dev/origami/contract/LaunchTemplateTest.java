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

/** Launch templates, and launches from them. */
class LaunchTemplateTest extends ServedTest {
    private static final String INSTANCE = "instancesSet/item/";
    private static final String DATA = "LaunchTemplateData.";
    private static final String REPLIED = "launchTemplateVersionSet/item/launchTemplateData/";

    @Test
    void aTemplateSaysWhatTheRequestLeavesUnsaid() {
        String image = fixtures.fresh("image");
        String template = create(
                "full",
                "ImageId",
                image,
                "InstanceType",
                "t3.small",
                "UserData",
                Fixtures.base64("of the template"),
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdb",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "3",
                "MetadataOptions.HttpTokens",
                "required",
                "TagSpecification.1.ResourceType",
                "instance",
                "TagSpecification.1.Tag.1.Key",
                "colour",
                "TagSpecification.1.Tag.1.Value",
                "red");

        Answer whole = launch(template);
        assertThat(whole.text(INSTANCE + "imageId")).isEqualTo(image);
        assertThat(whole.text(INSTANCE + "instanceType")).isEqualTo("t3.small");
        assertThat(whole.text(INSTANCE + "metadataOptions/httpTokens")).isEqualTo("required");
        assertThat(whole.texts(INSTANCE + "tagSet/item/value")).contains("red");
        String instance = whole.text(INSTANCE + "instanceId");
        assertThat(service.ask("DescribeInstanceAttribute", "InstanceId", instance, "Attribute", "userData")
                        .text("userData/value"))
                .isEqualTo(Fixtures.base64("of the template"));
        assertThat(service.ask(
                                "DescribeVolumes",
                                "Filter.1.Name",
                                "attachment.instance-id",
                                "Filter.1.Value.1",
                                instance)
                        .texts("volumeSet/item/size"))
                .containsExactlyInAnyOrder("1", "3");

        String other = fixtures.fresh("image");
        Answer overridden = launch(
                template,
                "ImageId",
                other,
                "InstanceType",
                "t3.medium",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdc",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "4");
        assertThat(overridden.text(INSTANCE + "imageId")).isEqualTo(other);
        assertThat(overridden.text(INSTANCE + "instanceType")).isEqualTo("t3.medium");
        assertThat(overridden.text(INSTANCE + "metadataOptions/httpTokens")).isEqualTo("required");
        assertThat(service.ask(
                                "DescribeVolumes",
                                "Filter.1.Name",
                                "attachment.instance-id",
                                "Filter.1.Value.1",
                                overridden.text(INSTANCE + "instanceId"))
                        .texts("volumeSet/item/size"))
                .containsExactlyInAnyOrder("1", "4");
    }

    @Test
    void anInstanceTellsWhatItWasLaunchedFromAndItsUserCannotChangeThat() {
        String template = fixtures.fresh("template");
        Answer launched = launch(template, "LaunchTemplate.Version", "$Latest");
        String instance = launched.text(INSTANCE + "instanceId");
        assertThat(launched.texts(INSTANCE + "tagSet/item/key"))
                .containsExactly("aws:ec2launchtemplate:id", "aws:ec2launchtemplate:version");
        assertThat(launched.texts(INSTANCE + "tagSet/item/value")).containsExactly(template, "2");
        assertThat(service.ask(
                                "DescribeInstances",
                                "Filter.1.Name",
                                "tag:aws:ec2launchtemplate:id",
                                "Filter.1.Value.1",
                                template)
                        .texts("reservationSet/item/instancesSet/item/instanceId"))
                .containsExactly(instance);

        List<String> most = new ArrayList<>(List.of("ResourceId.1", instance));
        for (int i = 1; i <= 50; i++) {
            most.addAll(List.of("Tag." + i + ".Key", "key" + i, "Tag." + i + ".Value", "x"));
        }
        var _ = service.ask("CreateTags", most.toArray(String[]::new));
        for (String operation : List.of("CreateTags", "DeleteTags")) {
            refuses(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    operation,
                    "ResourceId.1",
                    instance,
                    "Tag.1.Key",
                    "aws:ec2launchtemplate:version",
                    "Tag.1.Value",
                    "2");
        }
        var _ = service.ask("DeleteTags", "ResourceId.1", instance);
        assertThat(service.ask("DescribeTags").texts("tagSet/item/value")).containsExactly(template, "2");
    }

    @Test
    void aVersionIsMeantByItsNumberOrAsTheLatestOrAsTheDefault() {
        String template = fixtures.fresh("template");
        assertThat(launchedType(template)).isEqualTo("t3.micro");
        assertThat(launchedType(template, "LaunchTemplate.Version", "$Default")).isEqualTo("t3.micro");
        assertThat(launchedType(template, "LaunchTemplate.Version", "$Latest")).isEqualTo("t3.small");
        assertThat(launchedType(template, "LaunchTemplate.Version", "2")).isEqualTo("t3.small");

        Answer modified = service.ask("ModifyLaunchTemplate", "LaunchTemplateId", template, "SetDefaultVersion", "2");
        assertThat(modified.text("launchTemplate/defaultVersionNumber")).isEqualTo("2");
        assertThat(modified.text("launchTemplate/latestVersionNumber")).isEqualTo("2");

        assertThat(launchedType(template)).isEqualTo("t3.small");
        assertThat(launchedType(template, "LaunchTemplate.Version", "1")).isEqualTo("t3.micro");
        for (String none : List.of("0", "latest", "-1", "1.0")) {
            refuses(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "RunInstances",
                    "LaunchTemplate.LaunchTemplateId",
                    template,
                    "LaunchTemplate.Version",
                    none,
                    "MinCount",
                    "1",
                    "MaxCount",
                    "1");
        }
    }

    @Test
    void aDeletedVersionIsGoneItsNumberIsNotGivenAgainAndTheDefaultStays() {
        String template = fixtures.fresh("template");
        Answer deleted = service.ask(
                "DeleteLaunchTemplateVersions",
                "LaunchTemplateId",
                template,
                "LaunchTemplateVersion.1",
                "1",
                "LaunchTemplateVersion.2",
                "2",
                "LaunchTemplateVersion.3",
                "7");
        assertThat(deleted.texts("successfullyDeletedLaunchTemplateVersionSet/item/versionNumber"))
                .containsExactly("2");
        String failed = "unsuccessfullyDeletedLaunchTemplateVersionSet/item/";
        assertThat(deleted.texts(failed + "versionNumber")).containsExactly("1", "7");
        assertThat(deleted.texts(failed + "responseError/code"))
                .containsExactly("unexpectedError", "launchTemplateVersionDoesNotExist");
        assertThat(service.ask("DescribeLaunchTemplates", "LaunchTemplateId.1", template)
                        .text("launchTemplates/item/latestVersionNumber"))
                .isEqualTo("1");

        assertThat(service.ask(
                                "CreateLaunchTemplateVersion",
                                "LaunchTemplateId",
                                template,
                                DATA + "InstanceType",
                                "t3.medium")
                        .text("launchTemplateVersion/versionNumber"))
                .isEqualTo("3");
        assertThat(versions(template)).containsExactly("3", "1");
        refuses(
                ErrorCode.INVALID_LAUNCH_TEMPLATE_ID_VERSION_NOT_FOUND,
                "DescribeLaunchTemplateVersions",
                "LaunchTemplateId",
                template,
                "LaunchTemplateVersion.1",
                "2");
    }

    @Test
    void aVersionHasWhatItsSourceSaysExceptForSnapshots() {
        String template = create(
                "source",
                "ImageId",
                "ami-12345678",
                "InstanceType",
                "t3.micro",
                "KeyName",
                "mine",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdb",
                "BlockDeviceMapping.1.Ebs.SnapshotId",
                "snap-12345678",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "2");
        var _ = service.ask(
                "CreateLaunchTemplateVersion",
                "LaunchTemplateId",
                template,
                "SourceVersion",
                "$Latest",
                "VersionDescription",
                "smaller",
                DATA + "InstanceType",
                "t3.nano");
        var _ = service.ask("CreateLaunchTemplateVersion", "LaunchTemplateId", template, DATA + "KeyName", "other");

        Answer second = version(template, "2");
        assertThat(second.text(REPLIED + "imageId")).isEqualTo("ami-12345678");
        assertThat(second.text(REPLIED + "instanceType")).isEqualTo("t3.nano");
        assertThat(second.text(REPLIED + "keyName")).isEqualTo("mine");
        assertThat(second.text(REPLIED + "blockDeviceMappingSet/item/ebs/volumeSize"))
                .isEqualTo("2");
        assertThat(second.has(REPLIED + "blockDeviceMappingSet/item/ebs/snapshotId"))
                .isFalse();
        assertThat(second.text("launchTemplateVersionSet/item/versionDescription"))
                .isEqualTo("smaller");
        assertThat(version(template, "1").text(REPLIED + "blockDeviceMappingSet/item/ebs/snapshotId"))
                .isEqualTo("snap-12345678");
        assertThat(version(template, "3").has(REPLIED + "instanceType")).isFalse();
    }

    @Test
    void aTemplateIsToldWithItsMakerAndItsTags() {
        Answer made = service.ask(
                "CreateLaunchTemplate",
                "LaunchTemplateName",
                "a.b-c/d_(e)",
                DATA + "InstanceType",
                "t3.micro",
                "TagSpecification.1.ResourceType",
                "launch-template",
                "TagSpecification.1.Tag.1.Key",
                "colour",
                "TagSpecification.1.Tag.1.Value",
                "red");
        String id = made.text("launchTemplate/launchTemplateId");
        assertThat(id).matches("lt-[0-9a-f]{17}");
        assertThat(made.text("launchTemplate/createTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(made.text("launchTemplate/createdBy")).isEqualTo("arn:aws:iam::111111111111:root");
        assertThat(made.text("launchTemplate/defaultVersionNumber")).isEqualTo("1");
        assertThat(made.text("launchTemplate/tagSet/item/value")).isEqualTo("red");

        var _ = service.ask("CreateTags", "ResourceId.1", id, "Tag.1.Key", "shape", "Tag.1.Value", "round");
        assertThat(service.ask("DescribeLaunchTemplates", "LaunchTemplateName.1", "a.b-c/d_(e)")
                        .texts("launchTemplates/item/tagSet/item/value"))
                .containsExactlyInAnyOrder("red", "round");
        assertThat(service.ask("DescribeTags").texts("tagSet/item/resourceType"))
                .containsOnly("launch-template");

        var _ = service.ask("DeleteLaunchTemplate", "LaunchTemplateName", "a.b-c/d_(e)");
        assertThat(service.ask("DescribeTags").has("tagSet/item/key")).isFalse();
        assertThat(service.ask("DescribeLaunchTemplates").has("launchTemplates/item"))
                .isFalse();
        assertThat(create("a.b-c/d_(e)", "InstanceType", "t3.micro")).isNotEqualTo(id);
    }

    @Test
    void aNameOfAnotherFormIsRefused() {
        for (String name : List.of("ab", "a".repeat(129), "with space", "with:colon", "ümlaut")) {
            refuses(
                    ErrorCode.INVALID_LAUNCH_TEMPLATE_NAME_MALFORMED,
                    "CreateLaunchTemplate",
                    "LaunchTemplateName",
                    name,
                    DATA + "InstanceType",
                    "t3.micro");
        }
    }

    @Test
    void anotherAccountKnowsNothingOfIt() {
        Caller bob = WholeService.BOB;
        String template = fixtures.fresh("template");
        String name = service.ask("DescribeLaunchTemplates").text("launchTemplates/item/launchTemplateName");
        assertThat(service.ask(bob, "DescribeLaunchTemplates").has("launchTemplates/item"))
                .isFalse();
        assertThatThrownBy(() -> service.ask(bob, "DeleteLaunchTemplate", "LaunchTemplateName", name))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal ->
                                assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_LAUNCH_TEMPLATE_NAME_NOT_FOUND));
        assertThatThrownBy(() -> service.ask(
                        bob, "CreateTags", "ResourceId.1", template, "Tag.1.Key", "colour", "Tag.1.Value", "red"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal ->
                                assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_LAUNCH_TEMPLATE_ID_NOT_FOUND));
        // Its name is free there.
        var _ = service.ask(bob, "CreateLaunchTemplate", "LaunchTemplateName", name, DATA + "InstanceType", "t3.micro");
    }

    @Test
    void theImageIsLookedAtWhenSomethingIsLaunched() {
        String unknown = create("unknown", "ImageId", "ami-12345678");
        refuses(ErrorCode.INVALID_AMIID_NOT_FOUND, "RunInstances", of(unknown));
        String disabled = create("disabled", "ImageId", fixtures.fresh("disabled-image"));
        refuses(ErrorCode.INVALID_AMIID_UNAVAILABLE, "RunInstances", of(disabled));
        String none = create("none", "InstanceType", "t3.micro");
        refuses(ErrorCode.MISSING_PARAMETER, "RunInstances", of(none));
        assertThat(launch(none, "ImageId", fixtures.fresh("kept-image")).text(INSTANCE + "instanceType"))
                .isEqualTo("t3.micro");
    }

    @Test
    void whereATemplateHasAnInterfaceTheRequestNamesNoSubnet() {
        String template = create(
                "nic", "ImageId", fixtures.fresh("kept-image"), "NetworkInterface.1.Description", "of the template");
        refuses(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                "RunInstances",
                of(template, "SubnetId", fixtures.fresh("subnet")));
        assertThat(launch(template).text(INSTANCE + "networkInterfaceSet/item/description"))
                .isEqualTo("of the template");
    }

    @Test
    void theSameTokenLaunchesOnceAlsoWhenTheTemplateIsGone() {
        String template = fixtures.fresh("template");
        String[] launch = of(template, "ClientToken", "once");
        String first = service.ask("RunInstances", launch).text(INSTANCE + "instanceId");
        var _ = service.ask("DeleteLaunchTemplate", "LaunchTemplateId", template);

        assertThat(service.ask("RunInstances", launch).text(INSTANCE + "instanceId"))
                .isEqualTo(first);
        refuses(ErrorCode.INVALID_LAUNCH_TEMPLATE_ID_NOT_FOUND, "RunInstances", of(template));
    }

    @Test
    void aDryRunMakesNoTemplate() {
        refuses(
                ErrorCode.DRY_RUN_OPERATION,
                "CreateLaunchTemplate",
                "LaunchTemplateName",
                "dry",
                DATA + "InstanceType",
                "t3.micro",
                "DryRun",
                "true");
        assertThat(service.ask("DescribeLaunchTemplates").has("launchTemplates/item"))
                .isFalse();
    }

    @Test
    void aTemplateIsNamedByItsIdOrItsNameAndNotByBoth() {
        String template = fixtures.fresh("template");
        for (String operation : List.of("DeleteLaunchTemplate", "DescribeLaunchTemplateVersions")) {
            refuses(ErrorCode.MISSING_PARAMETER, operation);
            refuses(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    operation,
                    "LaunchTemplateId",
                    template,
                    "LaunchTemplateName",
                    "name");
        }
        refuses(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                "DescribeLaunchTemplateVersions",
                "LaunchTemplateId",
                template,
                "LaunchTemplateVersion.1",
                "1",
                "MinVersion",
                "1");
    }

    @Test
    void ofAllTemplatesTheDefaultAndTheLatestVersionAreTold() {
        fixtures.fresh("template");
        fixtures.fresh("template");
        assertThat(service.ask("DescribeLaunchTemplateVersions", "LaunchTemplateVersion.1", "$Default")
                        .texts("launchTemplateVersionSet/item/versionNumber"))
                .containsExactly("1", "1");
        assertThat(service.ask(
                                "DescribeLaunchTemplateVersions",
                                "LaunchTemplateVersion.1",
                                "$Default",
                                "LaunchTemplateVersion.2",
                                "$Latest")
                        .texts("launchTemplateVersionSet/item/versionNumber"))
                .containsExactly("2", "1", "2", "1");
        refuses(ErrorCode.MISSING_PARAMETER, "DescribeLaunchTemplateVersions", "LaunchTemplateVersion.1", "1");
    }

    @Test
    void anInstanceIsToldAsATemplateWouldSayIt() {
        String template = create(
                "whole",
                "ImageId",
                fixtures.fresh("kept-image"),
                "InstanceType",
                "t3.small",
                "UserData",
                Fixtures.base64("of the template"),
                "DisableApiStop",
                "true",
                "InstanceInitiatedShutdownBehavior",
                "terminate",
                "CreditSpecification.CpuCredits",
                "standard",
                "Monitoring.Enabled",
                "true",
                "MetadataOptions.HttpPutResponseHopLimit",
                "3",
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdb",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "3",
                "BlockDeviceMapping.1.Ebs.VolumeType",
                "gp3",
                "NetworkInterface.1.Description",
                "of the template",
                "NetworkInterface.1.AssociatePublicIpAddress",
                "false",
                "TagSpecification.1.ResourceType",
                "instance",
                "TagSpecification.1.Tag.1.Key",
                "colour",
                "TagSpecification.1.Tag.1.Value",
                "red");
        String instance = launch(template).text(INSTANCE + "instanceId");

        Answer told = service.ask("GetLaunchTemplateData", "InstanceId", instance);

        String data = "launchTemplateData/";
        assertThat(told.text(data + "imageId")).isEqualTo(fixtures.fresh("kept-image"));
        assertThat(told.text(data + "instanceType")).isEqualTo("t3.small");
        assertThat(told.text(data + "userData")).isEqualTo(Fixtures.base64("of the template"));
        assertThat(told.text(data + "disableApiStop")).isEqualTo("true");
        assertThat(told.text(data + "disableApiTermination")).isEqualTo("false");
        assertThat(told.text(data + "instanceInitiatedShutdownBehavior")).isEqualTo("terminate");
        assertThat(told.text(data + "creditSpecification/cpuCredits")).isEqualTo("standard");
        assertThat(told.text(data + "monitoring/enabled")).isEqualTo("true");
        assertThat(told.text(data + "placement/availabilityZone")).isEqualTo("eu-west-1a");
        assertThat(told.text(data + "metadataOptions/httpPutResponseHopLimit")).isEqualTo("3");
        assertThat(told.texts(data + "blockDeviceMappingSet/item/deviceName"))
                .containsExactlyInAnyOrder("/dev/xvda", "/dev/sdb");
        assertThat(told.texts(data + "blockDeviceMappingSet/item/ebs/volumeType"))
                .containsExactlyInAnyOrder("gp2", "gp3");
        assertThat(told.texts(data + "blockDeviceMappingSet/item/ebs/snapshotId"))
                .hasSize(1);
        assertThat(told.text(data + "networkInterfaceSet/item/description")).isEqualTo("of the template");
        assertThat(told.text(data + "networkInterfaceSet/item/associatePublicIpAddress"))
                .isEqualTo("false");
        assertThat(told.has(data + "networkInterfaceSet/item/privateIpAddress")).isFalse();
        assertThat(told.texts(data + "tagSpecificationSet/item/tagSet/item/key"))
                .containsExactly("colour");
    }

    private String create(String name, String... data) {
        List<String> members = new ArrayList<>(List.of("LaunchTemplateName", name));
        for (int i = 0; i < data.length; i += 2) {
            members.addAll(List.of(DATA + data[i], data[i + 1]));
        }
        return service.ask("CreateLaunchTemplate", members.toArray(String[]::new))
                .text("launchTemplate/launchTemplateId");
    }

    private static String[] of(String template, String... more) {
        List<String> members =
                new ArrayList<>(List.of("LaunchTemplate.LaunchTemplateId", template, "MinCount", "1", "MaxCount", "1"));
        members.addAll(List.of(more));
        return members.toArray(String[]::new);
    }

    private Answer launch(String template, String... more) {
        Answer answer = service.ask("RunInstances", of(template, more));
        service.settle();
        return answer;
    }

    private String launchedType(String template, String... more) {
        return launch(template, more).text(INSTANCE + "instanceType");
    }

    private Answer version(String template, String number) {
        return service.ask(
                "DescribeLaunchTemplateVersions", "LaunchTemplateId", template, "LaunchTemplateVersion.1", number);
    }

    private List<String> versions(String template) {
        return service.ask("DescribeLaunchTemplateVersions", "LaunchTemplateId", template)
                .texts("launchTemplateVersionSet/item/versionNumber");
    }

    private void refuses(ErrorCode code, String operation, String... members) {
        assertThatThrownBy(() -> service.ask(operation, members))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
