package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fleets of the type {@code instant}. */
class FleetApiTest {
    private static final String TEMPLATE = "LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName";
    private static final String OVERRIDE = "LaunchTemplateConfigs.1.Overrides.";
    private static final String MADE = "fleetInstanceSet/item/";

    @TempDir
    private Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ServerWorld(directory);
        var _ = world.ask(
                "CreateLaunchTemplate",
                "LaunchTemplateName",
                "web",
                "LaunchTemplateData.ImageId",
                world.image().value(),
                "LaunchTemplateData.InstanceType",
                "t3.micro",
                "LaunchTemplateData.TagSpecification.1.ResourceType",
                "instance",
                "LaunchTemplateData.TagSpecification.1.Tag.1.Key",
                "of",
                "LaunchTemplateData.TagSpecification.1.Tag.1.Value",
                "template");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Answer fleet(int capacity, String... more) {
        List<String> members = new ArrayList<>(List.of(
                "Type",
                "instant",
                TEMPLATE,
                "web",
                "TargetCapacitySpecification.TotalTargetCapacity",
                Integer.toString(capacity)));
        members.addAll(List.of(more));
        Answer answer = world.ask("CreateFleet", members.toArray(String[]::new));
        world.settle();
        return answer;
    }

    @Test
    void instancesComeOfTheFirstChoiceThatCanBeHad() {
        Answer answer = fleet(
                2,
                OVERRIDE + "1.InstanceType",
                "t3.nothing",
                OVERRIDE + "2.InstanceType",
                "t3.small",
                "TagSpecification.1.ResourceType",
                "instance",
                "TagSpecification.1.Tag.1.Key",
                "of-fleet",
                "TagSpecification.1.Tag.1.Value",
                "x");
        assertThat(answer.text("errorSet/item/errorCode")).isEqualTo("InvalidParameterValue");
        assertThat(answer.text("errorSet/item/launchTemplateAndOverrides/overrides/instanceType"))
                .isEqualTo("t3.nothing");
        assertThat(answer.text(MADE + "instanceType")).isEqualTo("t3.small");
        assertThat(answer.text(MADE + "lifecycle")).isEqualTo("on-demand");
        List<String> ids = answer.texts(MADE + "instanceIds/item");
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        Answer described = world.ask("DescribeInstances", "InstanceId.1", ids.getFirst());
        assertThat(described.text("reservationSet/item/instancesSet/item/instanceState/name"))
                .isEqualTo("running");
        assertThat(described.texts("reservationSet/item/instancesSet/item/tagSet/item/key"))
                .contains("of", "of-fleet", "aws:ec2:fleet-id", "aws:ec2launchtemplate:id");
    }

    @Test
    void aTokenMakesOneFleet() {
        Answer first = fleet(1, "ClientToken", "once");
        Answer again = fleet(1, "ClientToken", "once");
        assertThat(again.text("fleetId")).isEqualTo(first.text("fleetId"));
        assertThat(again.texts(MADE + "instanceIds/item")).isEqualTo(first.texts(MADE + "instanceIds/item"));
        refused(ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH, 2, "ClientToken", "once");
    }

    @Test
    void whatCannotBeHadIsToldAndNothingIsMade() {
        Answer answer = fleet(1, OVERRIDE + "1.ImageId", "ami-0123456789abcdef0");
        assertThat(answer.text("errorSet/item/errorCode")).isEqualTo("InvalidAMIID.NotFound");
        assertThat(answer.has("fleetInstanceSet/item")).isFalse();
        assertThat(world.ask("DescribeInstances").has("reservationSet/item")).isFalse();
    }

    @Test
    void otherFleetsAreRefusedByName() {
        refused(ErrorCode.UNSUPPORTED_OPERATION, 1, "Type", "maintain");
        refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                2,
                "TargetCapacitySpecification.DefaultTargetCapacityType",
                "spot",
                "TargetCapacitySpecification.OnDemandTargetCapacity",
                "1");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, 0);
        refused(ErrorCode.INVALID_PARAMETER_VALUE, 1, "TargetCapacitySpecification.OnDemandTargetCapacity", "2");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, 1, OVERRIDE + "1.WeightedCapacity", "0");
        refused(ErrorCode.INVALID_LAUNCH_TEMPLATE_NAME_NOT_FOUND, 1, TEMPLATE, "nobodys");
    }

    private void refused(ErrorCode code, int capacity, String... more) {
        assertThatThrownBy(() -> {
                    List<String> members = new ArrayList<>(
                            List.of("TargetCapacitySpecification.TotalTargetCapacity", Integer.toString(capacity)));
                    List<String> given = List.of(more);
                    if (!given.contains("Type")) {
                        members.addAll(List.of("Type", "instant"));
                    }
                    if (!given.contains(TEMPLATE)) {
                        members.addAll(List.of(TEMPLATE, "web"));
                    }
                    members.addAll(given);
                    var _ = world.ask("CreateFleet", members.toArray(String[]::new));
                })
                .asInstanceOf(InstanceOfAssertFactories.throwable(ApiException.class))
                .extracting(ApiException::code)
                .isEqualTo(code);
    }
}
