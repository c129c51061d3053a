package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.block.ManifestId;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CreateReplaceRootVolumeTask and DescribeReplaceRootVolumeTasks (source section 3.4). */
class RootVolumeReplacementTest {
    private static final String TASK = "replaceRootVolumeTask/";
    private static final String TASKS = "replaceRootVolumeTaskSet/item/";

    @TempDir
    private Path directory;

    private WholeService service;
    private String launchSnapshot;
    private String instance;
    private String root;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
        launchSnapshot = emptySnapshot(1);
        instance = launch(image("launched", launchSnapshot, "x86_64"));
        root = root();
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @Test
    void theInstanceIsAsAtItsLaunchAndKeepsItsOldVolume() {
        Answer begun = replace();
        assertThat(begun.text(TASK + "replaceRootVolumeTaskId")).matches("replacevol-[0-9a-f]{17}");
        assertThat(begun.text(TASK + "taskState")).isEqualTo("pending");
        assertThat(begun.text(TASK + "startTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(begun.text(TASK + "deleteReplacedRootVolume")).isEqualTo("false");
        service.settle();

        Answer task = task(begun);
        assertThat(task.text(TASKS + "taskState")).isEqualTo("succeeded");
        assertThat(task.text(TASKS + "completeTime")).isEqualTo("2026-01-31T09:14:22.000Z");
        assertThat(task.text(TASKS + "instanceId")).isEqualTo(instance);
        assertThat(root()).isNotEqualTo(root);
        Answer volume = volume(root());
        assertThat(volume.text("volumeSet/item/snapshotId")).isEqualTo(launchSnapshot);
        assertThat(volume.text("volumeSet/item/attachmentSet/item/device")).isEqualTo("/dev/xvda");
        assertThat(volume.text("volumeSet/item/attachmentSet/item/deleteOnTermination"))
                .isEqualTo("true");
        assertThat(volume.text("volumeSet/item/size")).isEqualTo("1");
        assertThat(volume(root).text("volumeSet/item/status")).isEqualTo("available");
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void theOldVolumeIsDeletedWhereThatIsAskedFor() {
        Answer _ = replace("DeleteReplacedRootVolume", "true");
        service.settle();

        refusesVolume(root);
        assertThat(state()).isEqualTo("running");
    }

    @Test
    void aSnapshotOfTheRootOrOfAnEarlierOneIsRestoredAndNoOther() {
        String first = snapshotOf(root);
        var _ = service.ask("ModifyVolume", "VolumeId", root, "Size", "3", "VolumeType", "gp3");
        service.settle();
        Answer _ = replace("SnapshotId", first);
        service.settle();
        String second = root();
        assertThat(second).isNotEqualTo(root);
        // As large as the one before, and of its type.
        assertThat(volume(second).text("volumeSet/item/size")).isEqualTo("3");
        assertThat(volume(second).text("volumeSet/item/volumeType")).isEqualTo("gp3");
        assertThat(volume(second).text("volumeSet/item/snapshotId")).isEqualTo(first);
        // The first root volume is not the instance's any more, and its snapshots still are.
        Answer again = replace("SnapshotId", first);
        assertThat(again.text(TASK + "snapshotId")).isEqualTo(first);
        service.settle();
        assertThat(task(again).text(TASKS + "taskState")).isEqualTo("succeeded");

        String copy = service.ask("CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", first)
                .text("snapshotId");
        for (String other : List.of(copy, launchSnapshot)) {
            refuses(ErrorCode.INVALID_PARAMETER_VALUE, "SnapshotId", other);
        }
    }

    @Test
    void theLaunchStateCanBeHadWhenItsSnapshotAndVolumeAreGone() {
        String later = snapshotOf(root);
        Answer _ = replace("SnapshotId", later, "DeleteReplacedRootVolume", "true");
        service.settle();
        String image = service.ask("DescribeInstances", "InstanceId.1", instance)
                .text("reservationSet/item/instancesSet/item/imageId");
        var _ = service.ask("DeregisterImage", "ImageId", image, "DeleteAssociatedSnapshots", "true");

        Answer begun = replace();
        service.settle();

        assertThat(task(begun).text(TASKS + "taskState")).isEqualTo("succeeded");
        assertThat(volume(root()).text("volumeSet/item/snapshotId")).isEqualTo(launchSnapshot);
    }

    @Test
    void anImageOfTheSameKindIsTaken() {
        String larger = image("larger", emptySnapshot(2), "x86_64");
        Answer begun = replace("ImageId", larger);
        assertThat(begun.text(TASK + "imageId")).isEqualTo(larger);
        service.settle();

        assertThat(task(begun).text(TASKS + "taskState")).isEqualTo("succeeded");
        assertThat(volume(root()).text("volumeSet/item/size")).isEqualTo("2");
        refuses(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId", image("other", emptySnapshot(1), "arm64"));
        refuses(ErrorCode.INVALID_PARAMETER_COMBINATION, "ImageId", larger, "SnapshotId", launchSnapshot);
    }

    @Test
    void whatFailsLeavesTheInstanceAsItWas() {
        service.machines().refuseOneStart("as a test wants");
        Answer begun = replace("DeleteReplacedRootVolume", "true");
        service.settle();

        assertThat(task(begun).text(TASKS + "taskState")).isEqualTo("failed");
        assertThat(task(begun).has(TASKS + "completeTime")).isTrue();
        assertThat(root()).isEqualTo(root);
        assertThat(state()).isEqualTo("running");
        assertThat(service.ask("DescribeVolumes").texts("volumeSet/item/volumeId"))
                .containsExactly(root);
        // And it can be tried again.
        Answer again = replace();
        service.settle();
        assertThat(task(again).text(TASKS + "taskState")).isEqualTo("succeeded");
    }

    @Test
    void oneTaskAtATime() {
        service.machines().holdStarts();
        Answer begun = replace();
        try {
            refuses(ErrorCode.INCORRECT_STATE);
            // Nobody takes the old one away before it is known that the new one works.
            assertThatThrownBy(() -> service.ask("DeleteVolume", "VolumeId", root))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.VOLUME_IN_USE));
        } finally {
            service.machines().letStart();
        }
        service.settle();
        assertThat(task(begun).text(TASKS + "taskState")).isEqualTo("succeeded");
    }

    @Test
    void whatIsLostCannotBeHadAgain() {
        service.database().writing(transaction -> {
            ManifestId disk = new ManifestId(transaction
                    .sql()
                    .select("SELECT base_manifest FROM volume WHERE id = ?", root)
                    .mapTo(String.class)
                    .one());
            transaction.sql().execute("INSERT INTO damage (manifest, message) VALUES (?, 'lost')", disk.hex());
        });

        refuses(ErrorCode.INCORRECT_STATE);
    }

    @Test
    void tasksAreTaggedAndAreTheirOwnersAlone() {
        Answer begun = replace(
                "TagSpecification.1.ResourceType",
                "replace-root-volume-task",
                "TagSpecification.1.Tag.1.Key",
                "colour",
                "TagSpecification.1.Tag.1.Value",
                "red");
        String id = begun.text(TASK + "replaceRootVolumeTaskId");
        assertThat(begun.text(TASK + "tagSet/item/value")).isEqualTo("red");
        service.settle();
        var _ = service.ask("CreateTags", "ResourceId.1", id, "Tag.1.Key", "shade", "Tag.1.Value", "dark");

        assertThat(task(begun).texts(TASKS + "tagSet/item/value")).containsExactlyInAnyOrder("red", "dark");
        assertThat(service.ask(WholeService.BOB, "DescribeReplaceRootVolumeTasks")
                        .has(TASKS + "instanceId"))
                .isFalse();
        assertThatThrownBy(() -> service.ask(
                        WholeService.BOB, "DescribeReplaceRootVolumeTasks", "ReplaceRootVolumeTaskId.1", id))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code())
                                .isEqualTo(ErrorCode.INVALID_REPLACE_ROOT_VOLUME_TASK_ID_NOT_FOUND));
    }

    private Answer replace(String... members) {
        List<String> all = new ArrayList<>(List.of("InstanceId", instance));
        all.addAll(List.of(members));
        return service.ask("CreateReplaceRootVolumeTask", all.toArray(String[]::new));
    }

    private void refuses(ErrorCode code, String... members) {
        assertThatThrownBy(() -> replace(members))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private void refusesVolume(String id) {
        assertThatThrownBy(() -> volume(id))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_VOLUME_NOT_FOUND));
    }

    private Answer task(Answer begun) {
        return service.ask(
                "DescribeReplaceRootVolumeTasks",
                "ReplaceRootVolumeTaskId.1",
                begun.text(TASK + "replaceRootVolumeTaskId"));
    }

    private String root() {
        return service.ask("DescribeVolumes", "Filter.1.Name", "attachment.instance-id", "Filter.1.Value.1", instance)
                .text("volumeSet/item/volumeId");
    }

    private Answer volume(String id) {
        return service.ask("DescribeVolumes", "VolumeId.1", id);
    }

    private String state() {
        return service.ask("DescribeInstances", "InstanceId.1", instance)
                .text("reservationSet/item/instancesSet/item/instanceState/name");
    }

    private String snapshotOf(String volume) {
        String snapshot = service.ask("CreateSnapshot", "VolumeId", volume).text("snapshotId");
        service.settle();
        return snapshot;
    }

    private String image(String name, String snapshot, String architecture) {
        return service.registered(WholeService.ALICE, name, architecture, snapshot);
    }

    private String launch(String image) {
        String id = service.ask(
                        "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        return id;
    }

    private String emptySnapshot(int sizeGiB) {
        String answer = service.ebs(
                        "POST",
                        "/snapshots",
                        "",
                        Map.of(),
                        ("{\"VolumeSize\":" + sizeGiB + "}").getBytes(StandardCharsets.UTF_8))
                .body()
                .asUtf8String();
        Matcher id = Pattern.compile("snap-[0-9a-f]{17}").matcher(answer);
        assertThat(id.find()).isTrue();
        var _ = service.ebs(
                "POST",
                "/snapshots/completion/" + id.group(),
                "",
                Map.of("x-amz-ChangedBlocksCount", "0"),
                new byte[0]);
        service.settle();
        return id.group();
    }
}
