package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.block.ManifestId;
import dev.origami.config.SnapshotLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.SnapshotId;
import dev.origami.machine.Disk;
import dev.origami.machine.RecordedMachines.Machine;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How volumes stand, and what becomes of those whose blocks are lost (source section 2.3). */
class VolumeStatusTest {
    private static final int BLOCK = 512 * 1024;
    private static final String STATUS = "volumeStatusSet/item/volumeStatus/status";
    private static final String DETAIL = "volumeStatusSet/item/volumeStatus/details/item/status";
    private static final String EVENT = "volumeStatusSet/item/eventsSet/item/";

    @TempDir
    private Path directory;

    private final Instant found = Instant.parse("2026-01-30T00:00:00Z");
    private WholeService service;
    private String snapshot;
    private String volume;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
        snapshot = uploaded();
        volume = volumeOf(snapshot);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @Test
    void aVolumeWhoseBlocksAreThereIsOk() {
        Answer status = status(volume);

        assertThat(status.text(STATUS)).isEqualTo("ok");
        assertThat(status.texts(DETAIL)).containsExactly("passed", "not-applicable");
        assertThat(status.has(EVENT + "eventId")).isFalse();
        assertThat(status.has("volumeStatusSet/item/actionsSet/item")).isFalse();
        assertThat(status.text("volumeStatusSet/item/availabilityZone")).isEqualTo("eu-west-1a");
        // There is nothing to enable.
        var _ = service.ask("EnableVolumeIO", "VolumeId", volume);
        lose();
        assertThat(status(volume).text(STATUS)).isEqualTo("impaired");
    }

    @Test
    void ofOneThatIsNotThereNothingIsKnown() {
        service.database()
                .writing(transaction ->
                        transaction.sql().execute("UPDATE volume SET state = 'creating' WHERE id = ?", volume));

        assertThat(status(volume).text(STATUS)).isEqualTo("insufficient-data");
        assertThat(status(volume).texts(DETAIL)).containsExactly("insufficient-data", "not-applicable");
    }

    @Test
    void oneOfWhichABlockIsLostIsImpairedUntilItsIoIsEnabled() {
        String other = service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "Size", "1")
                .text("volumeId");
        lose();

        Answer status = status(volume);
        assertThat(status.text(STATUS)).isEqualTo("impaired");
        assertThat(status.texts(DETAIL)).containsExactly("failed", "not-applicable");
        assertThat(status.text(EVENT + "eventType")).isEqualTo("potential-data-inconsistency");
        assertThat(status.text(EVENT + "description")).isEqualTo("Awaiting Action: Enable IO. It is lost");
        assertThat(status.text(EVENT + "notBefore")).isEqualTo("2026-01-30T00:00:00.000Z");
        String event = status.text(EVENT + "eventId");
        assertThat(event).matches("evol-[0-9a-f]{17}");
        assertThat(status.text("volumeStatusSet/item/actionsSet/item/code")).isEqualTo("enable-volume-io");
        assertThat(status.text("volumeStatusSet/item/actionsSet/item/eventId")).isEqualTo(event);
        assertThat(status(other).text(STATUS)).isEqualTo("ok");
        finds("action.code", "enable-volume-io");
        finds("action.description", "Enable volume I/O");
        finds("action.event-id", event);
        finds("event.description", "Awaiting*");
        finds("event.event-id", event);
        finds("event.event-type", "potential-data-inconsistency");
        finds("event.not-before", "2026-01-30*");
        finds("volume-status.details-status", "failed");
        finds("volume-status.status", "impaired");

        var _ = service.ask("EnableVolumeIO", "VolumeId", volume);

        Answer enabled = status(volume);
        assertThat(enabled.text(STATUS)).isEqualTo("ok");
        assertThat(enabled.texts(DETAIL)).containsExactly("passed", "not-applicable");
        assertThat(enabled.text(EVENT + "description")).isEqualTo("IO Enabled. It is lost");
        assertThat(enabled.has("volumeStatusSet/item/actionsSet/item")).isFalse();
        // It is a machine's business from its start on.
        String instance = launch();
        var _ = service.ask("AttachVolume", "VolumeId", volume, "InstanceId", instance, "Device", "/dev/sdf");
        service.settle();
        assertThat(reporting(instance)).containsExactly(volume.replace("-", ""));
        assertThat(status(volume).text(EVENT + "instanceId")).isEqualTo(instance);
        assertThat(status(volume).text("volumeStatusSet/item/attachmentStatuses/item/instanceId"))
                .isEqualTo(instance);
    }

    @Test
    void whatIsEnabledBeforehandIsNeverImpaired() {
        assertThat(autoEnable()).isEqualTo("false");
        var _ = service.ask("ModifyVolumeAttribute", "VolumeId", volume, "AutoEnableIO.Value", "true");
        assertThat(autoEnable()).isEqualTo("true");
        lose();

        assertThat(status(volume).text(STATUS)).isEqualTo("ok");
        assertThat(status(volume).text(EVENT + "description")).isEqualTo("IO Auto-Enabled. It is lost");

        var _ = service.ask("ModifyVolumeAttribute", "VolumeId", volume, "AutoEnableIO.Value", "false");
        assertThat(status(volume).text(STATUS)).isEqualTo("impaired");
    }

    @Test
    void aMachineKeepsToWhatItWasToldAtItsStart() {
        String instance = launch();
        String root = service.ask(
                        "DescribeVolumes", "Filter.1.Name", "attachment.instance-id", "Filter.1.Value.1", instance)
                .text("volumeSet/item/volumeId");
        lose();
        assertThat(status(root).text(STATUS)).isEqualTo("impaired");
        refuses(() -> service.ask("EnableVolumeIO", "VolumeId", root));
        refuses(() -> service.ask("ModifyVolumeAttribute", "VolumeId", root, "AutoEnableIO.Value", "true"));
        // What is so already may be said again.
        var _ = service.ask("ModifyVolumeAttribute", "VolumeId", root, "AutoEnableIO.Value", "false");
        assertThat(reporting(instance)).isEmpty();

        var _ = service.ask("StopInstances", "InstanceId.1", instance);
        service.settle();
        var _ = service.ask("EnableVolumeIO", "VolumeId", root);
        var _ = service.ask("StartInstances", "InstanceId.1", instance);
        service.settle();

        assertThat(status(root).text(STATUS)).isEqualTo("ok");
        assertThat(reporting(instance)).containsExactly(root.replace("-", ""));
    }

    /** The disks of which the guest is told that they cannot be read, where they cannot. */
    private List<String> reporting(String instance) {
        Machine machine = service.machines().machine(new InstanceId(instance));
        assertThat(machine).isNotNull();
        return machine == null
                ? List.of()
                : machine.spec().disks().stream()
                        .filter(Disk::reportsReadErrors)
                        .map(Disk::node)
                        .toList();
    }

    private Answer status(String id) {
        return service.ask("DescribeVolumeStatus", "VolumeId.1", id);
    }

    private String autoEnable() {
        return service.ask("DescribeVolumeAttribute", "VolumeId", volume, "Attribute", "autoEnableIO")
                .text("autoEnableIO/value");
    }

    private void finds(String filter, String value) {
        assertThat(service.ask("DescribeVolumeStatus", "Filter.1.Name", filter, "Filter.1.Value.1", value)
                        .texts("volumeStatusSet/item/volumeId"))
                .as(filter)
                .containsExactly(volume);
    }

    private static void refuses(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INCORRECT_STATE));
    }

    /** A block of the snapshot's disk is lost. */
    private void lose() {
        Snapshots snapshots = new Snapshots(() -> found, SnapshotLimits.defaults());
        service.database().writing(transaction -> {
            ManifestId disk = snapshots
                    .find(transaction.sql(), new SnapshotId(snapshot))
                    .map(found -> found.state() instanceof SnapshotState.Completed whole ? whole.manifest() : null)
                    .orElseThrow();
            boolean _ = snapshots.damaged(transaction, disk, "It is lost");
        });
    }

    private String launch() {
        String image = service.registered(WholeService.ALICE, "image-of-a-test", "x86_64", sound());
        String instance = service.ask(
                        "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        return instance;
    }

    /** The snapshot as long as it is sound, and afterwards another one. */
    private String sound() {
        boolean completed = service.ask("DescribeSnapshots", "SnapshotId.1", snapshot)
                .text("snapshotSet/item/status")
                .equals("completed");
        return completed ? snapshot : emptySnapshot();
    }

    private String emptySnapshot() {
        String id = started();
        complete(id, 0);
        return id;
    }

    private String volumeOf(String of) {
        return service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "SnapshotId", of)
                .text("volumeId");
    }

    private String uploaded() throws Exception {
        String id = started();
        byte[] content = new byte[BLOCK];
        Arrays.fill(content, (byte) 7);
        String checksum = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        var _ = service.ebs(
                "PUT",
                "/snapshots/" + id + "/blocks/0",
                "",
                Map.of(
                        "x-amz-Data-Length",
                        Integer.toString(BLOCK),
                        "x-amz-Checksum",
                        checksum,
                        "x-amz-Checksum-Algorithm",
                        "SHA256"),
                content);
        complete(id, 1);
        return id;
    }

    private String started() {
        String answer = service.ebs(
                        "POST", "/snapshots", "", Map.of(), "{\"VolumeSize\":1}".getBytes(StandardCharsets.UTF_8))
                .body()
                .asUtf8String();
        Matcher id = Pattern.compile("snap-[0-9a-f]{17}").matcher(answer);
        assertThat(id.find()).isTrue();
        return id.group();
    }

    private void complete(String id, int blocks) {
        var _ = service.ebs(
                "POST",
                "/snapshots/completion/" + id,
                "",
                Map.of("x-amz-ChangedBlocksCount", Integer.toString(blocks)),
                new byte[0]);
        service.settle();
    }
}
