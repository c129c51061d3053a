package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ModifyVolume and DescribeVolumesModifications (source section 2.3). */
class VolumeModificationTest {
    private static final String MODIFIED = "volumeModificationSet/item/";

    @TempDir
    private Path directory;

    private WholeService service;
    private String volume;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
        volume = service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "Size", "10")
                .text("volumeId");
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @Test
    void aVolumeGrowsAndChangesItsType() {
        Answer answer = modify("Size", "20", "VolumeType", "gp3", "Iops", "4000");

        assertThat(answer.text("volumeModification/modificationState")).isEqualTo("modifying");
        assertThat(answer.text("volumeModification/progress")).isEqualTo("0");
        assertThat(answer.text("volumeModification/originalSize")).isEqualTo("10");
        assertThat(answer.text("volumeModification/originalVolumeType")).isEqualTo("gp2");
        assertThat(answer.text("volumeModification/originalIops")).isEqualTo("100");
        assertThat(answer.text("volumeModification/targetSize")).isEqualTo("20");
        assertThat(answer.text("volumeModification/targetVolumeType")).isEqualTo("gp3");
        assertThat(answer.text("volumeModification/targetIops")).isEqualTo("4000");
        assertThat(answer.text("volumeModification/targetThroughput")).isEqualTo("125");
        assertThat(answer.text("volumeModification/startTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        service.settle();

        Answer shown = service.ask("DescribeVolumesModifications", "VolumeId.1", volume);
        assertThat(shown.text(MODIFIED + "modificationState")).isEqualTo("completed");
        assertThat(shown.text(MODIFIED + "progress")).isEqualTo("100");
        assertThat(shown.text(MODIFIED + "endTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        Answer described = service.ask("DescribeVolumes", "VolumeId.1", volume);
        assertThat(described.text("volumeSet/item/size")).isEqualTo("20");
        assertThat(described.text("volumeSet/item/volumeType")).isEqualTo("gp3");
        assertThat(described.text("volumeSet/item/iops")).isEqualTo("4000");
        assertThat(described.text("volumeSet/item/throughput")).isEqualTo("125");
    }

    @Test
    void whatIsNotNamedStaysAndANewTypeBeginsWithItsOwnPerformance() {
        settled("VolumeType", "io1");
        assertThat(settings()).containsExactly("10", "io1", "3000", "");
        settled("Iops", "200");
        assertThat(settings()).containsExactly("10", "io1", "200", "");
        settled("Size", "11");
        assertThat(settings()).containsExactly("11", "io1", "200", "");
        settled("VolumeType", "gp2");
        assertThat(settings()).containsExactly("11", "gp2", "100", "");
    }

    @Test
    void fourTimesInADayAndOneAtATime() {
        for (int size = 11; size <= 14; size++) {
            settled("Size", Integer.toString(size));
            service.pass(Duration.ofHours(1));
        }
        refuses(ErrorCode.VOLUME_MODIFICATION_RATE_EXCEEDED, "Size", "15");
        service.pass(Duration.ofHours(20).minusSeconds(1));
        refuses(ErrorCode.VOLUME_MODIFICATION_RATE_EXCEEDED, "Size", "15");
        service.pass(Duration.ofSeconds(1));
        settled("Size", "15");
        assertThat(service.ask("DescribeVolumesModifications").texts(MODIFIED + "targetSize"))
                .containsExactly("15");
    }

    @Test
    void whileItIsUnderWayNothingElseIsDoneToIt() {
        // As a modification that has not ended yet.
        service.database().writing(transaction -> transaction.sql().execute("""
                                INSERT INTO volume_modification (volume_id, state, original_size_gib, original_type,
                                    target_size_gib, target_type, start_time)
                                VALUES (?, 'modifying', 10, 'gp2', 12, 'gp2', 0)""", volume));

        assertThatThrownBy(() -> modify("Size", "13")).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.INCORRECT_MODIFICATION_STATE);
            assertThat(refusal.text())
                    .isEqualTo("Volume " + volume + " cannot be modified in modification state MODIFYING");
        });
        assertThatThrownBy(() ->
                        service.ask("AttachVolume", "VolumeId", volume, "InstanceId", launch(), "Device", "/dev/sdf"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OPERATION_NOT_PERMITTED));
        // A snapshot that is asked for now is taken of the larger disk.
        String snapshot = service.ask("CreateSnapshot", "VolumeId", volume).text("snapshotId");
        assertThat(service.ask("DescribeSnapshots", "SnapshotId.1", snapshot).text("snapshotSet/item/volumeSize"))
                .isEqualTo("12");
    }

    @Test
    void limitsOfTypesAndSizesHold() {
        refuses(ErrorCode.MISSING_PARAMETER);
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "Size", "9");
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "Size", "16385");
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "VolumeType", "st1");
        refuses(ErrorCode.UNKNOWN_VOLUME_TYPE, "VolumeType", "gp9");
        refuses(ErrorCode.INVALID_PARAMETER_COMBINATION, "Iops", "3000");
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "VolumeType", "gp3", "Iops", "2999");
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "VolumeType", "gp3", "Throughput", "2001");
        refuses(ErrorCode.UNSUPPORTED_OPERATION, "MultiAttachEnabled", "true");
        settled("Size", "10", "MultiAttachEnabled", "false");
        assertThat(service.ask("DescribeVolumesModifications", "VolumeId.1", volume)
                        .text(MODIFIED + "modificationState"))
                .isEqualTo("completed");
    }

    @Test
    void ofAVolumeThatIsGoneNothingIsShown() {
        settled("Size", "11");
        var _ = service.ask("DeleteVolume", "VolumeId", volume);
        service.settle();
        assertThat(service.ask("DescribeVolumesModifications").has(MODIFIED + "volumeId"))
                .isFalse();
    }

    @Test
    void theRootOfARunningInstanceGrowsAndItsImageToo() {
        String instance = launch();
        String root = service.ask(
                        "DescribeVolumes", "Filter.1.Name", "attachment.instance-id", "Filter.1.Value.1", instance)
                .text("volumeSet/item/volumeId");
        var _ = service.ask("ModifyVolume", "VolumeId", root, "Size", "3");
        // Asked for before the disk has grown, it comes after it.
        String image = service.ask("CreateImage", "InstanceId", instance, "Name", "grown", "NoReboot", "true")
                .text("imageId");
        service.settle();

        Answer described = service.ask("DescribeImages", "ImageId.1", image);
        assertThat(described.text("imagesSet/item/imageState")).isEqualTo("available");
        assertThat(described.text("imagesSet/item/blockDeviceMapping/item/ebs/volumeSize"))
                .isEqualTo("3");
        String snapshot = described.text("imagesSet/item/blockDeviceMapping/item/ebs/snapshotId");
        assertThat(service.ask("DescribeSnapshots", "SnapshotId.1", snapshot).text("snapshotSet/item/volumeSize"))
                .isEqualTo("3");
        assertThat(service.machines().asked()).contains("resize " + root.replace("-", "") + " " + (3L << 30));
        String next = service.ask(
                        "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        assertThat(service.ask("DescribeInstances", "InstanceId.1", next)
                        .text("reservationSet/item/instancesSet/item/instanceState/name"))
                .isEqualTo("running");
    }

    private String launch() {
        String empty = service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "Size", "1")
                .text("volumeId");
        String snapshot = service.ask("CreateSnapshot", "VolumeId", empty).text("snapshotId");
        service.settle();
        String image = service.registered(WholeService.ALICE, "image-of-a-test", "x86_64", snapshot);
        String instance = service.ask(
                        "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        return instance;
    }

    private Answer modify(String... members) {
        List<String> all = new ArrayList<>(List.of("VolumeId", volume));
        all.addAll(List.of(members));
        return service.ask("ModifyVolume", all.toArray(String[]::new));
    }

    private void settled(String... members) {
        var _ = modify(members);
        service.settle();
    }

    private void refuses(ErrorCode code, String... members) {
        assertThatThrownBy(() -> modify(members))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private List<String> settings() {
        Answer shown = service.ask("DescribeVolumes", "VolumeId.1", volume);
        return List.of(
                shown.text("volumeSet/item/size"),
                shown.text("volumeSet/item/volumeType"),
                shown.text("volumeSet/item/iops"),
                shown.text("volumeSet/item/throughput"));
    }
}
