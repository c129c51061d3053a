package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.machine.MachineSpec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an instance has calls of its own (source section 3.4). */
class InstanceOptionsApiTest {
    private static final String INSTANCE = "reservationSet/item/instancesSet/item/";

    @TempDir
    private Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ServerWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String launch(String... members) {
        return world.launch(world.image(), members).value();
    }

    private String described(String id, String path) {
        return world.ask("DescribeInstances", "InstanceId.1", id).text(INSTANCE + path);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.throwable(ApiException.class))
                .extracting(ApiException::code)
                .isEqualTo(code);
    }

    @Test
    void monitoringIsSwitchedOnAndOff() {
        String id = launch();
        assertThat(described(id, "monitoring/state")).isEqualTo("disabled");
        Answer on = world.ask("MonitorInstances", "InstanceId.1", id);
        assertThat(on.text("instancesSet/item/instanceId")).isEqualTo(id);
        assertThat(on.text("instancesSet/item/monitoring/state")).isEqualTo("enabled");
        assertThat(described(id, "monitoring/state")).isEqualTo("enabled");
        assertThat(world.ask("UnmonitorInstances", "InstanceId.1", id).text("instancesSet/item/monitoring/state"))
                .isEqualTo("disabled");
        assertThat(described(id, "monitoring/state")).isEqualTo("disabled");
    }

    @Test
    void maintenanceIsAsItWasLaunchedAndAsItIsSet() {
        String id = launch("MaintenanceOptions.AutoRecovery", "disabled");
        assertThat(described(id, "maintenanceOptions/autoRecovery")).isEqualTo("disabled");
        assertThat(world.ask("ModifyInstanceMaintenanceOptions", "InstanceId", id, "AutoRecovery", "default")
                        .text("autoRecovery"))
                .isEqualTo("default");
        assertThat(described(id, "maintenanceOptions/autoRecovery")).isEqualTo("default");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> world.ask("ModifyInstanceMaintenanceOptions", "InstanceId", id, "AutoRecovery", "sometimes"));
    }

    @Test
    void processorsAreAsTheLaunchSaysUntilTheTypeChanges() {
        String id = launch("CpuOptions.CoreCount", "1", "CpuOptions.ThreadsPerCore", "1");
        assertThat(described(id, "cpuOptions/coreCount")).isEqualTo("1");
        MachineSpec spec = Objects.requireNonNull(world.machines.machine(new InstanceId(id)))
                .spec();
        assertThat(spec.vcpus()).isEqualTo(1);
        assertThat(spec.threadsPerCore()).isEqualTo(1);
        String threads = launch("CpuOptions.CoreCount", "1", "CpuOptions.ThreadsPerCore", "2");
        assertThat(described(threads, "cpuOptions/threadsPerCore")).isEqualTo("2");

        var _ = world.ask("StopInstances", "InstanceId.1", id);
        world.settle();
        var _ = world.ask("ModifyInstanceAttribute", "InstanceId", id, "InstanceType.Value", "t3.small");
        assertThat(described(id, "cpuOptions/coreCount")).isEqualTo("2");

        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> launch("CpuOptions.CoreCount", "3", "CpuOptions.ThreadsPerCore", "1"));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> launch("CpuOptions.CoreCount", "2", "CpuOptions.ThreadsPerCore", "2"));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> launch("CpuOptions.CoreCount", "1", "CpuOptions.ThreadsPerCore", "0"));
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, () -> launch("CpuOptions.CoreCount", "1"));
    }

    @Test
    void creditsAreSetOfEachForItself() {
        String id = launch("CreditSpecification.CpuCredits", "standard");
        String one = "InstanceCreditSpecification.1.";
        String two = "InstanceCreditSpecification.2.";
        Answer answer = world.ask(
                "ModifyInstanceCreditSpecification",
                one + "InstanceId",
                id,
                one + "CpuCredits",
                "unlimited",
                two + "InstanceId",
                "i-12345678",
                two + "CpuCredits",
                "unlimited");
        assertThat(answer.text("successfulInstanceCreditSpecificationSet/item/instanceId"))
                .isEqualTo(id);
        String failed = "unsuccessfulInstanceCreditSpecificationSet/item/";
        assertThat(answer.text(failed + "instanceId")).isEqualTo("i-12345678");
        assertThat(answer.text(failed + "error/code")).isEqualTo("InvalidInstanceID.NotFound");
        assertThat(world.ask(
                                "DescribeInstanceCreditSpecifications",
                                "Filter.1.Name",
                                "instance-id",
                                "Filter.1.Value.1",
                                id)
                        .text("instanceCreditSpecificationSet/item/cpuCredits"))
                .isEqualTo("unlimited");
        assertThat(world.ask(
                                "DescribeInstanceCreditSpecifications",
                                "Filter.1.Name",
                                "instance-id",
                                "Filter.1.Value.1",
                                "i-12345678")
                        .has("instanceCreditSpecificationSet/item"))
                .isFalse();
        String xen = launch("InstanceType", "m3.medium");
        assertThat(world.ask(
                                "ModifyInstanceCreditSpecification",
                                one + "InstanceId",
                                xen,
                                one + "CpuCredits",
                                "standard")
                        .text(failed + "error/code"))
                .isEqualTo("InstanceCreditSpecification.NotSupported");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> world.ask(
                        "ModifyInstanceCreditSpecification", one + "InstanceId", id, one + "CpuCredits", "much"));
    }

    @Test
    void placementCanBeWhatItIsAndNothingElse() {
        String id = launch();
        refused(
                ErrorCode.INCORRECT_INSTANCE_STATE,
                () -> world.ask("ModifyInstancePlacement", "InstanceId", id, "Tenancy", "default"));
        var _ = world.ask("StopInstances", "InstanceId.1", id);
        world.settle();
        assertThat(world.ask("ModifyInstancePlacement", "InstanceId", id, "Tenancy", "default")
                        .text("return"))
                .isEqualTo("true");
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, () -> world.ask("ModifyInstancePlacement", "InstanceId", id));
        refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                () -> world.ask("ModifyInstancePlacement", "InstanceId", id, "Tenancy", "dedicated"));
        refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                () -> world.ask("ModifyInstancePlacement", "InstanceId", id, "GroupName", "together"));
    }

    @Test
    void attributesOfOtherKindsOfInstancesAreRefusedByName() {
        String id = launch();
        var _ = world.ask("ModifyInstanceAttribute", "InstanceId", id, "SourceDestCheck.Value", "false");
        assertThat(described(id, "sourceDestCheck")).isEqualTo("false");
        var _ = world.ask("ResetInstanceAttribute", "InstanceId", id, "Attribute", "sourceDestCheck");
        assertThat(described(id, "sourceDestCheck")).isEqualTo("true");
        for (String attribute : new String[] {"kernel", "ramdisk"}) {
            refused(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    () -> world.ask("ResetInstanceAttribute", "InstanceId", id, "Attribute", attribute));
            refused(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    () -> world.ask(
                            "ModifyInstanceAttribute", "InstanceId", id, "Attribute", attribute, "Value", "aki-1"));
        }
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> world.ask("ResetInstanceAttribute", "InstanceId", id, "Attribute", "userData"));
    }

    @Test
    void thereIsNoPasswordAndNoHibernation() {
        String id = launch();
        Answer password = world.ask("GetPasswordData", "InstanceId", id);
        assertThat(password.text("instanceId")).isEqualTo(id);
        assertThat(password.text("passwordData")).isEmpty();
        refused(
                ErrorCode.UNSUPPORTED_HIBERNATION_CONFIGURATION,
                () -> world.ask("StopInstances", "InstanceId.1", id, "Hibernate", "true"));
        assertThat(described(id, "instanceState/name")).isEqualTo("running");
    }

    @Test
    void aScreenIsTakenOfWhatRuns() throws Exception {
        String id = launch();
        Answer answer = world.ask("GetConsoleScreenshot", "InstanceId", id, "WakeUp", "true");
        assertThat(answer.text("instanceId")).isEqualTo(id);
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(answer.text("imageData"))));
        assertThat(image.getWidth()).isEqualTo(1);
        assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
        assertThat(world.machines.asked()).last().isEqualTo("wake " + id);
        var _ = world.ask("StopInstances", "InstanceId.1", id);
        world.settle();
        refused(ErrorCode.INCORRECT_INSTANCE_STATE, () -> world.ask("GetConsoleScreenshot", "InstanceId", id));
    }
}
