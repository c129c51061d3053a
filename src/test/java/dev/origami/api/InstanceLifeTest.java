package dev.origami.api;

import static dev.origami.api.ServerWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.config.InstanceLimits;
import dev.origami.database.PageWanted;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.machine.RecordedMachines.Machine;
import dev.origami.machine.network.FirewallRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an instance, as a client sees it, over machines that are recorded and not real. */
class InstanceLifeTest {
    private static final String STATUS = "instanceStatusSet/item/";
    private static final String INSTANCE = "reservationSet/item/instancesSet/item/";

    @TempDir
    Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ServerWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLaunchAnswersPendingAndComesUp() {
        ImageId image = world.image();
        world.machines.holdStarts();
        Answer launched = world.ask(
                "RunInstances", "ImageId", image.value(), "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1");
        assertThat(launched.text("instancesSet/item/instanceState/name")).isEqualTo("pending");
        assertThat(launched.text("instancesSet/item/instanceState/code")).isEqualTo("0");
        InstanceId id = new InstanceId(launched.text("instancesSet/item/instanceId"));
        world.machines.letStart();
        world.settle();

        Answer told = world.describe(id);
        assertThat(told.text(INSTANCE + "instanceState/name")).isEqualTo("running");
        assertThat(told.text("reservationSet/item/reservationId")).isEqualTo(launched.text("reservationId"));
        assertThat(told.text(INSTANCE + "imageId")).isEqualTo(image.value());
        assertThat(told.text(INSTANCE + "ipAddress")).startsWith("127.").isNotEqualTo("127.0.0.1");
        assertThat(told.text(INSTANCE + "privateIpAddress")).isEqualTo("172.31.0.4");
        assertThat(told.text(INSTANCE + "vpcId")).startsWith("vpc-");
        assertThat(told.text(INSTANCE + "blockDeviceMapping/item/deviceName")).isEqualTo("/dev/xvda");
        assertThat(told.text(INSTANCE + "blockDeviceMapping/item/ebs/status")).isEqualTo("attached");
        assertThat(told.text(INSTANCE + "groupSet/item/groupName")).isEqualTo("default");
        assertThat(checks(id)).containsExactly("initializing", "ok", "ok");
        world.machines.bringNetworkUp(id);
        assertThat(checks(id)).containsExactly("ok", "ok", "ok");
    }

    /** How the guest, the machine and the disks are. */
    private List<String> checks(InstanceId id) {
        Answer told = world.ask("DescribeInstanceStatus", "InstanceId.1", id.value());
        return Stream.of("instanceStatus", "systemStatus", "attachedEbsStatus")
                .map(check -> told.text(STATUS + check + "/status"))
                .toList();
    }

    @Test
    void aGuestThatGivesNoSignIsImpairedWhenItHasHadTime() {
        InstanceId id = world.launch(world.image());
        Duration patience = InstanceLimits.defaults().initializing();
        String launched = world.describe(id).text(INSTANCE + "launchTime");
        world.pass(patience.minusMillis(1));
        assertThat(checks(id)).containsExactly("initializing", "ok", "ok");
        world.pass(Duration.ofMillis(1));
        assertThat(checks(id)).containsExactly("impaired", "ok", "ok");
        Answer told = world.ask(
                "DescribeInstanceStatus",
                "Filter.1.Name",
                "instance-status.status",
                "Filter.1.Value.1",
                "impaired",
                "Filter.2.Name",
                "instance-status.reachability",
                "Filter.2.Value.1",
                "failed");
        assertThat(told.text(STATUS + "instanceId")).isEqualTo(id.value());
        assertThat(told.text(STATUS + "instanceState/name")).isEqualTo("running");
        assertThat(told.text(STATUS + "instanceStatus/details/item/status")).isEqualTo("failed");
        assertThat(Instant.parse(told.text(STATUS + "instanceStatus/details/item/impairedSince")))
                .isEqualTo(Instant.parse(launched).plus(patience));

        // It boots after all; and once it was stopped, the next start is another one.
        world.machines.bringNetworkUp(id);
        assertThat(checks(id)).containsExactly("ok", "ok", "ok");
        Answer _ = world.ask("StopInstances", "InstanceId.1", id.value());
        world.settle();
        world.pass(Duration.ofMinutes(1));
        Answer _ = world.ask("StartInstances", "InstanceId.1", id.value());
        world.settle();
        assertThat(checks(id)).containsExactly("initializing", "ok", "ok");
    }

    @Test
    void aMachineThatDoesNotAnswerIsImpairedAndOfItsGuestNothingIsKnown() {
        InstanceId id = world.launch(world.image());
        world.machines.bringNetworkUp(id);
        world.machines.answers(id, false);
        assertThat(checks(id)).containsExactly("insufficient-data", "impaired", "ok");
        Answer told = world.ask(
                "DescribeInstanceStatus", "Filter.1.Name", "system-status.status", "Filter.1.Value.1", "impaired");
        assertThat(told.text(STATUS + "instanceId")).isEqualTo(id.value());
        assertThat(told.text(STATUS + "systemStatus/details/item/status")).isEqualTo("failed");
        assertThat(Instant.parse(told.text(STATUS + "systemStatus/details/item/impairedSince")))
                .isEqualTo(world.now());
        world.machines.answers(id, true);
        assertThat(checks(id)).containsExactly("ok", "ok", "ok");
    }

    @Test
    void theMachineIsMadeOfWhatTheRowsSay() {
        InstanceId id = world.launch(
                world.image(),
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdf",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "1");
        Machine machine = Objects.requireNonNull(world.machines.machine(id));
        assertThat(machine.spec().uuid().toString()).startsWith("ec2");
        assertThat(machine.spec().vcpus()).isEqualTo(2);
        assertThat(machine.spec().memoryMiB()).isEqualTo(1024);
        assertThat(machine.spec().disks()).hasSize(2);
        assertThat(machine.spec().disks().getFirst().boots()).isTrue();
        assertThat(machine.spec().disks().getLast().boots()).isFalse();
        assertThat(machine.spec().nic().subnetCidr()).isEqualTo("172.31.0.0/20");
        assertThat(machine.spec().nic().rules().egress()).containsExactly(FirewallRule.EVERYTHING);
    }

    @Test
    void stoppingKeepsVolumesAndGivesUpThePublicAddress() {
        InstanceId id = world.launch(world.image());
        String before = world.describe(id).text(INSTANCE + "ipAddress");
        String volume = world.describe(id).text(INSTANCE + "blockDeviceMapping/item/ebs/volumeId");

        Answer stopping = world.ask("StopInstances", "InstanceId.1", id.value());
        assertThat(stopping.text("instancesSet/item/previousState/name")).isEqualTo("running");
        assertThat(stopping.text("instancesSet/item/currentState/name")).isEqualTo("stopping");
        world.settle();
        Answer stopped = world.describe(id);
        assertThat(stopped.text(INSTANCE + "instanceState/name")).isEqualTo("stopped");
        assertThat(stopped.has(INSTANCE + "ipAddress")).isFalse();
        assertThat(stopped.text(INSTANCE + "stateReason/code")).isEqualTo("Client.UserInitiatedShutdown");
        assertThat(stopped.text(INSTANCE + "reason")).startsWith("User initiated (2026-01-31 09:14:22 GMT)");
        assertThat(world.machines.asked()).containsSubsequence("button " + id, "kill " + id);

        world.pass(Duration.ofMinutes(1));
        Answer starting = world.ask("StartInstances", "InstanceId.1", id.value());
        assertThat(starting.text("instancesSet/item/currentState/name")).isEqualTo("pending");
        world.settle();
        Answer again = world.describe(id);
        assertThat(again.text(INSTANCE + "instanceState/name")).isEqualTo("running");
        assertThat(again.text(INSTANCE + "ipAddress")).startsWith("127.").isNotEqualTo(before);
        assertThat(again.text(INSTANCE + "blockDeviceMapping/item/ebs/volumeId"))
                .isEqualTo(volume);
        assertThat(again.text(INSTANCE + "launchTime")).isEqualTo("2026-01-31T09:15:22.000Z");
        assertThat(again.has(INSTANCE + "stateReason")).isFalse();
    }

    @Test
    void aGuestThatDoesNotListenIsForced() {
        InstanceId id = world.launch(world.image());
        world.machines.ignorePowerButton(id);
        var _ = world.ask("StopInstances", "InstanceId.1", id.value());
        world.settle();
        assertThat(world.state(id)).isEqualTo("stopped");
        assertThat(world.machines.asked()).containsSubsequence("button " + id, "kill " + id);
    }

    @Test
    void aGuestThatIsStillBootingIsAskedAgain() {
        InstanceId id = world.launch(world.image());
        world.machines.missPowerButton(id, 2);
        var _ = world.ask("StopInstances", "InstanceId.1", id.value());
        world.settle();
        assertThat(world.state(id)).isEqualTo("stopped");
        assertThat(world.machines.asked())
                .containsSubsequence("button " + id, "button " + id, "button " + id, "kill " + id)
                .filteredOn(("button " + id)::equals)
                .hasSize(3);
    }

    @Test
    void forceDoesNotAskTheGuest() {
        InstanceId id = world.launch(world.image());
        var _ = world.ask("StopInstances", "InstanceId.1", id.value(), "Force", "true");
        world.settle();
        assertThat(world.state(id)).isEqualTo("stopped");
        assertThat(world.machines.asked()).doesNotContain("button " + id);
    }

    @Test
    void aRebootKeepsTheStateAndTheAddress() {
        InstanceId id = world.launch(world.image());
        String before = world.describe(id).text(INSTANCE + "ipAddress");
        var _ = world.ask("RebootInstances", "InstanceId.1", id.value());
        world.settle();
        assertThat(world.state(id)).isEqualTo("running");
        assertThat(world.describe(id).text(INSTANCE + "ipAddress")).isEqualTo(before);
        assertThat(Objects.requireNonNull(world.machines.machine(id)).resets()).isEqualTo(1);
    }

    @Test
    void terminatingDeletesWhatGoesAlongAndFreesTheRest() {
        InstanceId id = world.launch(
                world.image(),
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdf",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "1");
        List<String> volumes = world.describe(id).texts(INSTANCE + "blockDeviceMapping/item/ebs/volumeId");
        String rootId =
                world.describe(id).text(INSTANCE + "blockDeviceMapping/item[deviceName='/dev/xvda']/ebs/volumeId");
        Answer terminating = world.ask("TerminateInstances", "InstanceId.1", id.value());
        assertThat(terminating.text("instancesSet/item/currentState/name")).isEqualTo("shutting-down");
        world.settle();
        Answer told = world.describe(id);
        assertThat(told.text(INSTANCE + "instanceState/name")).isEqualTo("terminated");
        assertThat(told.has(INSTANCE + "blockDeviceMapping/item")).isFalse();
        assertThat(told.has(INSTANCE + "vpcId")).isFalse();
        assertThat(world.machines.machine(id)).isNull();
        for (String volume : volumes) {
            boolean there = world.database
                    .read(sql -> world.volumes.find(sql, new VolumeId(volume)))
                    .isPresent();
            assertThat(there).as(volume).isEqualTo(!volume.equals(rootId));
        }
        world.pass(Duration.ofMinutes(61));
        assertRefused(() -> world.describe(id), ErrorCode.INVALID_INSTANCE_ID_NOT_FOUND);
    }

    @Test
    void aTerminationWinsOverALaunchThatIsUnderWay() {
        world.machines.holdStarts();
        InstanceId id = world.submit(world.image());
        var _ = world.ask("TerminateInstances", "InstanceId.1", id.value());
        world.machines.letStart();
        world.settle();
        Answer told = world.describe(id);
        assertThat(told.text(INSTANCE + "instanceState/name")).isEqualTo("terminated");
        assertThat(told.text(INSTANCE + "stateReason/code")).isEqualTo("Client.UserInitiatedShutdown");
        assertThat(world.machines.machine(id)).isNull();
    }

    @Test
    void aLaunchThatFailsLaterIsTerminatedWithTheReason() {
        world.machines.refuseToStart("no room");
        InstanceId id = world.launch(world.image());
        Answer told = world.describe(id);
        assertThat(told.text(INSTANCE + "instanceState/name")).isEqualTo("terminated");
        assertThat(told.text(INSTANCE + "stateReason/code")).isEqualTo("Server.InternalError");
        assertThat(told.text(INSTANCE + "stateReason/message")).contains("no room");
        int left = world.database.read(sql -> world.volumes
                        .search(sql, ServerWorld.ALICE, List.of(), List.of(), PageWanted.all())
                        .items()
                        .size()
                + world.interfaces.all(sql, ServerWorld.ALICE).size());
        assertThat(left).as("volumes and interfaces").isZero();
    }

    @Test
    void aStartThatFailsIsStoppedWithTheReason() {
        InstanceId id = world.launch(world.image());
        var _ = world.ask("StopInstances", "InstanceId.1", id.value());
        world.settle();
        world.machines.refuseToStart("no room");
        var _ = world.ask("StartInstances", "InstanceId.1", id.value());
        world.settle();
        Answer told = world.describe(id);
        assertThat(told.text(INSTANCE + "instanceState/name")).isEqualTo("stopped");
        assertThat(told.text(INSTANCE + "stateReason/message")).contains("no room");
        assertThat(told.has(INSTANCE + "ipAddress")).isFalse();
    }

    @Test
    void aGuestThatShutsItselfDownIsStoppedOrTerminatedAsItWasLaunched() {
        InstanceId stops = world.launch(world.image());
        InstanceId ends = world.launch(world.image(), "InstanceInitiatedShutdownBehavior", "terminate");
        world.machines.shutDownByGuest(stops);
        world.machines.shutDownByGuest(ends);
        world.settle();
        assertThat(world.state(stops)).isEqualTo("stopped");
        assertThat(world.describe(stops).text(INSTANCE + "stateReason/code"))
                .isEqualTo("Client.InstanceInitiatedShutdown");
        assertThat(world.state(ends)).isEqualTo("terminated");
    }

    @Test
    void aMachineThatCrashesLeavesAStoppedInstance() {
        InstanceId id = world.launch(world.image());
        world.machines.crash(id, "signal 9");
        world.settle();
        assertThat(world.state(id)).isEqualTo("stopped");
        assertThat(world.describe(id).text(INSTANCE + "stateReason/code")).isEqualTo("Server.InternalError");
        assertThat(world.describe(id).text(INSTANCE + "stateReason/message")).contains("signal 9");
    }

    @Test
    void aNewLifeOfTheServiceTakesMachinesBackAndNoticesThoseThatEnded() throws Exception {
        InstanceId lives = world.launch(world.image());
        InstanceId dies = world.launch(world.image());
        world.close();
        world.machines.vanish(dies);
        world = new ServerWorld(directory, world.machines);
        world.settle();
        assertThat(world.state(lives)).isEqualTo("running");
        assertThat(world.state(dies)).isEqualTo("stopped");
    }

    @Test
    void protectionSparesAnInstance() {
        InstanceId id = world.launch(world.image(), "DisableApiTermination", "true", "DisableApiStop", "true");
        assertRefused(
                () -> world.ask("TerminateInstances", "InstanceId.1", id.value()), ErrorCode.OPERATION_NOT_PERMITTED);
        assertRefused(() -> world.ask("StopInstances", "InstanceId.1", id.value()), ErrorCode.OPERATION_NOT_PERMITTED);
        assertThat(world.state(id)).isEqualTo("running");
        var _ = world.ask("ModifyInstanceAttribute", "InstanceId", id.value(), "DisableApiTermination.Value", "false");
        var _ = world.ask("TerminateInstances", "InstanceId.1", id.value());
        world.settle();
        assertThat(world.state(id)).isEqualTo("terminated");
    }

    @Test
    void onlyTheZoneOfAProtectedInstanceIsSpared() {
        ImageId image = world.image();
        InstanceId spared =
                world.launch(image, "DisableApiTermination", "true", "Placement.AvailabilityZone", "eu-west-1a");
        InstanceId beside = world.launch(image, "Placement.AvailabilityZone", "eu-west-1a");
        InstanceId elsewhere = world.launch(image, "Placement.AvailabilityZone", "eu-west-1b");
        assertRefused(
                () -> world.ask(
                        "TerminateInstances",
                        "InstanceId.1",
                        spared.value(),
                        "InstanceId.2",
                        beside.value(),
                        "InstanceId.3",
                        elsewhere.value()),
                ErrorCode.OPERATION_NOT_PERMITTED);
        world.settle();
        assertThat(List.of(world.state(spared), world.state(beside), world.state(elsewhere)))
                .containsExactly("running", "running", "terminated");
    }

    @Test
    void statesThatAnActionDoesNotTakeAreRefusedOrLeftAlone() {
        InstanceId id = world.launch(world.image());
        assertThat(world.ask("StartInstances", "InstanceId.1", id.value()).text("instancesSet/item/currentState/name"))
                .isEqualTo("running");
        var _ = world.ask("TerminateInstances", "InstanceId.1", id.value());
        world.settle();
        assertRefused(
                () -> world.ask("StartInstances", "InstanceId.1", id.value()), ErrorCode.INCORRECT_INSTANCE_STATE);
        assertRefused(() -> world.ask("StopInstances", "InstanceId.1", id.value()), ErrorCode.INCORRECT_INSTANCE_STATE);
        var _ = world.ask("RebootInstances", "InstanceId.1", id.value());
        assertThat(world.ask("TerminateInstances", "InstanceId.1", id.value())
                        .text("instancesSet/item/currentState/name"))
                .isEqualTo("terminated");
    }

    @Test
    void othersDoNotSeeIt() {
        InstanceId id = world.launch(world.image());
        assertThat(world.ask(BOB, "DescribeInstances").has("reservationSet/item"))
                .isFalse();
        assertRefused(
                () -> world.ask(BOB, "DescribeInstances", "InstanceId.1", id.value()),
                ErrorCode.INVALID_INSTANCE_ID_NOT_FOUND);
        assertRefused(
                () -> world.ask(BOB, "TerminateInstances", "InstanceId.1", id.value()),
                ErrorCode.INVALID_INSTANCE_ID_NOT_FOUND);
    }

    @Test
    void anUnknownIdStopsTheWholeCall() {
        InstanceId id = world.launch(world.image());
        assertThatThrownBy(() -> world.ask(
                        "TerminateInstances",
                        "InstanceId.1",
                        id.value(),
                        "InstanceId.2",
                        "i-0123456789abcdef0",
                        "InstanceId.3",
                        "i-0123456789abcdef1"))
                .hasMessage("The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist");
        assertThat(world.state(id)).isEqualTo("running");
        assertRefused(
                () -> world.ask("StopInstances", "InstanceId.1", "i-xyz"), ErrorCode.INVALID_INSTANCE_ID_MALFORMED);
    }

    @Test
    void theConsoleIsToldInBase64() {
        InstanceId id = world.launch(world.image());
        assertThat(world.ask("GetConsoleOutput", "InstanceId", id.value()).has("output"))
                .isFalse();
        world.machines.write(id, "login: ");
        assertThat(world.ask("GetConsoleOutput", "InstanceId", id.value(), "Latest", "true")
                        .text("output"))
                .isEqualTo("bG9naW46IA==");
        InstanceId old = world.launch(world.image(), "InstanceType", "t2.micro");
        assertRefused(
                () -> world.ask("GetConsoleOutput", "InstanceId", old.value(), "Latest", "true"),
                ErrorCode.UNSUPPORTED_OPERATION);
    }

    static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
