package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spot Instances: asked for in each of EC2's ways, and what becomes of their requests. */
class SpotApiTest {
    private static final String INSTANCE = "instancesSet/item/";
    private static final String TOLD = "reservationSet/item/instancesSet/item/";
    private static final String REQUEST = "spotInstanceRequestSet/item/";
    private static final String MARKET = "InstanceMarketOptions.MarketType";
    private static final String TERMS = "InstanceMarketOptions.SpotOptions.";

    @TempDir
    Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new ServerWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aSpotInstanceTellsItsRequestWhichEndsWithIt() {
        Answer launched = launch(
                "TagSpecification.1.ResourceType",
                "spot-instances-request",
                "TagSpecification.1.Tag.1.Key",
                "colour",
                "TagSpecification.1.Tag.1.Value",
                "red");
        String instance = launched.text(INSTANCE + "instanceId");
        String request = launched.text(INSTANCE + "spotInstanceRequestId");
        assertThat(launched.text(INSTANCE + "instanceLifecycle")).isEqualTo("spot");
        Answer told = describe(request);
        assertThat(told.text(REQUEST + "instanceId")).isEqualTo(instance);
        assertThat(told.text(REQUEST + "state")).isEqualTo("active");
        assertThat(told.text(REQUEST + "status/code")).isEqualTo("fulfilled");
        assertThat(told.text(REQUEST + "type")).isEqualTo("one-time");
        assertThat(told.text(REQUEST + "tagSet/item/value")).isEqualTo("red");
        for (String[] filter : new String[][] {{"instance-lifecycle", "spot"}, {"spot-instance-request-id", request}}) {
            assertThat(world.ask("DescribeInstances", "Filter.1.Name", filter[0], "Filter.1.Value.1", filter[1])
                            .texts(TOLD + "instanceId"))
                    .containsExactly(instance);
        }

        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> world.ask("StopInstances", "InstanceId.1", instance));
        var _ = world.ask("TerminateInstances", "InstanceId.1", instance);
        world.settle();
        told = describe(request);
        assertThat(told.text(REQUEST + "state")).isEqualTo("closed");
        assertThat(told.text(REQUEST + "status/code")).isEqualTo("instance-terminated-by-user");
    }

    @Test
    void onlyAPersistentRequestOutlivesAStop() {
        Answer launched =
                launch(TERMS + "SpotInstanceType", "persistent", TERMS + "InstanceInterruptionBehavior", "stop");
        String instance = launched.text(INSTANCE + "instanceId");
        String request = launched.text(INSTANCE + "spotInstanceRequestId");
        stop(instance);
        assertThat(describe(request).text(REQUEST + "state")).isEqualTo("disabled");
        assertThat(describe(request).text(REQUEST + "status/code")).isEqualTo("instance-stopped-by-user");
        var _ = world.ask("StartInstances", "InstanceId.1", instance);
        world.settle();
        assertThat(describe(request).text(REQUEST + "state")).isEqualTo("active");

        Answer cancelled = world.ask("CancelSpotInstanceRequests", "SpotInstanceRequestId.1", request);
        assertThat(cancelled.text("spotInstanceRequestSet/item/state")).isEqualTo("cancelled");
        assertThat(describe(request).text(REQUEST + "status/code")).isEqualTo("request-canceled-and-instance-running");
        assertThat(world.ask("DescribeInstances", "InstanceId.1", instance).text(TOLD + "instanceState/name"))
                .isEqualTo("running");
        stop(instance);
        refused(ErrorCode.INCORRECT_SPOT_REQUEST_STATE, () -> world.ask("StartInstances", "InstanceId.1", instance));
    }

    @Test
    void aRequestByItselfIsFulfilledAtOnce() {
        String launch = "LaunchSpecification.";
        Answer made = world.ask(
                "RequestSpotInstances",
                "SpotPrice",
                "0.01",
                "Type",
                "persistent",
                "InstanceCount",
                "2",
                launch + "ImageId",
                world.image().value(),
                launch + "InstanceType",
                "t3.micro");
        assertThat(made.texts(REQUEST + "spotInstanceRequestId")).hasSize(2).doesNotHaveDuplicates();
        assertThat(made.text(REQUEST + "spotPrice")).isEqualTo("0.01");
        assertThat(made.text(REQUEST + "instanceInterruptionBehavior")).isEqualTo("terminate");
        world.settle();
        assertThat(world.ask("DescribeInstances", "Filter.1.Name", "instance-state-name", "Filter.1.Value.1", "running")
                        .texts(TOLD + "instanceLifecycle"))
                .containsExactly("spot", "spot");
        refused(
                ErrorCode.SPOT_MAX_PRICE_TOO_LOW,
                () -> world.ask(
                        "RequestSpotInstances",
                        "SpotPrice",
                        "0.0001",
                        launch + "ImageId",
                        world.image().value(),
                        launch + "InstanceType",
                        "t3.micro"));
    }

    @Test
    void whatSpotInstancesCannotHaveIsRefused() {
        refused(ErrorCode.SPOT_MAX_PRICE_TOO_LOW, () -> launch(TERMS + "MaxPrice", "0.0001"));
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> launch(TERMS + "MaxPrice", "cheap"));
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, () -> launch(TERMS + "SpotInstanceType", "persistent"));
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, () -> launch(TERMS + "InstanceInterruptionBehavior", "stop"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> launch(TERMS + "InstanceInterruptionBehavior", "hibernate"));
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, () -> launch("DisableApiTermination", "true"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> launch(TERMS + "BlockDurationMinutes", "60"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> launch(MARKET, "capacity-block"));
        assertThat(world.ask("DescribeInstances").has("reservationSet/item")).isFalse();
    }

    @Test
    void aFleetTakesTheCheapestType() {
        var _ = world.ask(
                "CreateLaunchTemplate",
                "LaunchTemplateName",
                "spot",
                "LaunchTemplateData.ImageId",
                world.image().value(),
                "LaunchTemplateData." + MARKET,
                "spot");
        String override = "LaunchTemplateConfigs.1.Overrides.";
        String[] fleet = {
            "Type",
            "instant",
            "LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName",
            "spot",
            "TargetCapacitySpecification.TotalTargetCapacity",
            "1",
            "TargetCapacitySpecification.DefaultTargetCapacityType",
            "spot",
            "ReplaceUnhealthyInstances",
            "false",
            override + "1.InstanceType",
            "t3.large",
            override + "2.InstanceType",
            "t3.micro"
        };
        Answer made = world.ask("CreateFleet", fleet);
        assertThat(made.text("fleetInstanceSet/item/instanceType")).isEqualTo("t3.micro");
        assertThat(made.text("fleetInstanceSet/item/lifecycle")).isEqualTo("spot");
        fleet[7] = "on-demand";
        assertThat(world.ask("CreateFleet", fleet).text("errorSet/item/errorCode"))
                .isEqualTo("InvalidParameterCombination");
    }

    private Answer launch(String... members) {
        List<String> all = new ArrayList<>(List.of(
                "ImageId", world.image().value(), "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1"));
        if (!List.of(members).contains(MARKET)) {
            all.addAll(List.of(MARKET, "spot"));
        }
        all.addAll(List.of(members));
        Answer launched = world.ask("RunInstances", all.toArray(String[]::new));
        world.settle();
        return launched;
    }

    private void stop(String instance) {
        var _ = world.ask("StopInstances", "InstanceId.1", instance);
        world.settle();
    }

    private Answer describe(String request) {
        return world.ask("DescribeSpotInstanceRequests", "SpotInstanceRequestId.1", request);
    }

    private static void refused(ErrorCode code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
