package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CopyVolumes (source section 2.3). */
class CopyVolumesTest {
    @TempDir
    private Path directory;

    private WholeService service;
    private String source;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
        source = service.ask("CreateVolume", "AvailabilityZone", "eu-west-1b", "Size", "4", "VolumeType", "gp3")
                .text("volumeId");
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @Test
    void theCopyIsInTheSameZoneAndOutlivesItsSource() {
        Answer made = service.ask("CopyVolumes", "SourceVolumeId", source, "ClientToken", "once");
        String copy = made.text("volumeSet/item/volumeId");
        assertThat(made.text("volumeSet/item/status")).isEqualTo("creating");
        assertThat(made.text("volumeSet/item/sourceVolumeId")).isEqualTo(source);
        // The source stays until its moment is stored, whenever it is deleted.
        var _ = service.ask("DeleteVolume", "VolumeId", source);
        service.settle();

        Answer shown = service.ask("DescribeVolumes");
        assertThat(shown.texts("volumeSet/item/volumeId")).containsExactly(copy);
        assertThat(shown.text("volumeSet/item/status")).isEqualTo("available");
        assertThat(shown.text("volumeSet/item/availabilityZone")).isEqualTo("eu-west-1b");
        assertThat(shown.text("volumeSet/item/size")).isEqualTo("4");
        assertThat(shown.text("volumeSet/item/volumeType")).isEqualTo("gp2");
        assertThat(shown.text("volumeSet/item/sourceVolumeId")).isEqualTo(source);
        assertThat(service.ask("DescribeSnapshots", "Owner.1", "self").has("snapshotSet/item"))
                .isFalse();
        assertThat(service.ask("CopyVolumes", "SourceVolumeId", source, "ClientToken", "once")
                        .text("volumeSet/item/volumeId"))
                .isEqualTo(copy);
    }

    @Test
    void aCopyMayBeLargerAndNotSmaller() {
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "Size", "3");
        refuses(ErrorCode.INVALID_PARAMETER_COMBINATION, "Iops", "3000");
        String copy = service.ask("CopyVolumes", "SourceVolumeId", source, "Size", "5", "Encrypted", "false")
                .text("volumeSet/item/volumeId");
        service.settle();
        assertThat(service.ask("DescribeVolumes", "VolumeId.1", copy).text("volumeSet/item/size"))
                .isEqualTo("5");
    }

    @Test
    void aCopyMayBeEncrypted() {
        String copy = service.ask("CopyVolumes", "SourceVolumeId", source, "Encrypted", "true")
                .text("volumeSet/item/volumeId");
        service.settle();
        Answer shown = service.ask("DescribeVolumes", "VolumeId.1", copy);
        assertThat(shown.text("volumeSet/item/status")).isEqualTo("available");
        assertThat(shown.text("volumeSet/item/encrypted")).isEqualTo("true");
    }

    private void refuses(ErrorCode code, String member, String value) {
        assertThatThrownBy(() -> service.ask("CopyVolumes", "SourceVolumeId", source, member, value))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
