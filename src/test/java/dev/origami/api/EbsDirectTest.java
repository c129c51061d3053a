package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BLOCK;
import static dev.origami.api.ResourceWorld.BOB;
import static dev.origami.api.ResourceWorld.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;

class EbsDirectTest {
    private static final SdkBytes NOTHING = SdkBytes.fromUtf8String("");

    @TempDir
    Path directory;

    private ResourceWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new ResourceWorld(directory);
    }

    @AfterEach
    void close() throws IOException {
        world.close();
    }

    @Test
    void whatWasPutIsListedAndRead() {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, id, 3, block(7));
        world.put(ALICE, id, 2047, block(8));
        world.put(ALICE, id, 5, block(0));
        world.complete(ALICE, id, 3);

        assertThat(world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", id).text("snapshotSet/item/status"))
                .isEqualTo("completed");
        String listing = list(ALICE, id);
        assertThat(numbers(listing, "BlockIndex")).containsExactly(3, 2047);
        byte[] read = world.ebs(
                        ALICE,
                        "GET",
                        "/snapshots/" + id + "/blocks/3",
                        "blockToken=" + token(listing, 0),
                        Map.of(),
                        NOTHING)
                .body()
                .asByteArray();
        assertThat(read).isEqualTo(block(7));
        assertThat(Files.exists(world.uploads.file(SnapshotId.parse(id)))).isFalse();
        // A token is for one block and one reader.
        refuses(
                ErrorCode.EBS_INVALID_BLOCK_TOKEN,
                () -> world.ebs(
                        ALICE,
                        "GET",
                        "/snapshots/" + id + "/blocks/5",
                        "blockToken=" + token(listing, 0),
                        Map.of(),
                        NOTHING));
        world.now = world.now.plus(Duration.ofDays(8));
        refuses(
                ErrorCode.EBS_INVALID_BLOCK_TOKEN,
                () -> world.ebs(
                        ALICE,
                        "GET",
                        "/snapshots/" + id + "/blocks/3",
                        "blockToken=" + token(listing, 0),
                        Map.of(),
                        NOTHING));
    }

    @Test
    void aChildIsItsParentWithThePutsOverIt() {
        String parent = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, parent, 0, block(1));
        world.put(ALICE, parent, 1, block(2));
        world.complete(ALICE, parent, 2);
        String child = world.startUpload(ALICE, "{\"VolumeSize\":1,\"ParentSnapshotId\":\"" + parent + "\"}");
        world.put(ALICE, child, 1, block(0));
        world.put(ALICE, child, 2, block(3));
        world.complete(ALICE, child, 2);

        assertThat(numbers(list(ALICE, child), "BlockIndex")).containsExactly(0, 2);
        String changed = world.ebs(
                        ALICE,
                        "GET",
                        "/snapshots/" + child + "/changedblocks",
                        "firstSnapshotId=" + parent,
                        Map.of(),
                        NOTHING)
                .body()
                .asUtf8String();
        assertThat(numbers(changed, "BlockIndex")).containsExactly(1, 2);
        assertThat(changed.split("FirstBlockToken", -1)).hasSize(2);
        assertThat(changed.split("SecondBlockToken", -1)).hasSize(2);
    }

    @Test
    void aBlockMayBePutAgain() {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, id, 0, block(1));
        world.put(ALICE, id, 0, block(1));
        world.put(ALICE, id, 0, block(2));
        world.complete(ALICE, id, 1);

        String listing = list(ALICE, id);
        assertThat(world.ebs(
                                ALICE,
                                "GET",
                                "/snapshots/" + id + "/blocks/0",
                                "blockToken=" + token(listing, 0),
                                Map.of(),
                                NOTHING)
                        .body()
                        .asByteArray())
                .isEqualTo(block(2));
    }

    @Test
    void acknowledgedBlocksOutliveTheService() throws IOException {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, id, 0, block(1));
        world.close();
        world = new ResourceWorld(directory);
        world.put(ALICE, id, 1, block(2));
        world.complete(ALICE, id, 2);

        assertThat(numbers(list(ALICE, id), "BlockIndex")).containsExactly(0, 1);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        refuses(ErrorCode.EBS_INVALID_VOLUME_SIZE, () -> world.startUpload(ALICE, "{\"VolumeSize\":0}"));
        refuses(
                ErrorCode.EBS_INVALID_PARAMETER_VALUE,
                () -> world.startUpload(ALICE, "{\"VolumeSize\":1,\"Timeout\":9}"));
        refuses(
                ErrorCode.EBS_INVALID_TAG,
                () -> world.startUpload(ALICE, "{\"VolumeSize\":1,\"Tags\":[{\"Key\":\"aws:x\",\"Value\":\"\"}]}"));
        refuses(ErrorCode.EBS_INVALID_BLOCK, () -> world.put(ALICE, id, 2048, block(1)));
        refuses(ErrorCode.EBS_INVALID_BLOCK, () -> world.put(ALICE, id, 0, new byte[BLOCK / 2]));
        refuses(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, () -> world.put(BOB, id, 0, block(1)));
        refuses(ErrorCode.EBS_INVALID_SNAPSHOT_ID, () -> list(ALICE, id));
        world.complete(ALICE, id, 0);
        refuses(ErrorCode.EBS_INVALID_SNAPSHOT_ID, () -> world.put(ALICE, id, 0, block(1)));
    }

    @Test
    void onlyWhoItIsSharedWithByNameReads() {
        String id = world.snapshot(ALICE, 1);
        refuses(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, () -> list(BOB, id));
        Answer _ = world.ask(
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                id,
                "Attribute",
                "createVolumePermission",
                "OperationType",
                "add",
                "UserGroup.1",
                "all");
        refuses(ErrorCode.EBS_UNAUTHORIZED_ACCOUNT, () -> list(BOB, id));
        Answer _ = world.ask(
                ALICE,
                "ModifySnapshotAttribute",
                "SnapshotId",
                id,
                "CreateVolumePermission.Add.1.UserId",
                "222222222222");
        assertThat(numbers(list(BOB, id), "BlockIndex")).containsExactly(0);
    }

    @Test
    void whatNobodyGoesOnWithIsGivenUp() {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1,\"Timeout\":10}");
        world.put(ALICE, id, 0, block(1));
        world.now = world.now.plus(Duration.ofMinutes(11));
        refuses(ErrorCode.EBS_INVALID_SNAPSHOT_ID, () -> world.put(ALICE, id, 1, block(1)));

        List<SnapshotId> gone = world.database.write(world.uploads::expire);

        assertThat(gone).containsExactly(SnapshotId.parse(id));
        assertThat(world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", id).text("snapshotSet/item/status"))
                .isEqualTo("error");
    }

    @Test
    void blocksThatTheClientDidNotMeanAreNoSnapshot() {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, id, 0, block(1));

        refuses(ErrorCode.EBS_INVALID_PARAMETER_VALUE, () -> world.complete(ALICE, id, 2));

        Answer told = world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", id);
        assertThat(told.text("snapshotSet/item/status")).isEqualTo("error");
        assertThat(told.text("snapshotSet/item/statusMessage")).contains("ChangedBlocksCount");
        List<SnapshotId> gone = world.database.write(world.uploads::expire);
        assertThat(gone).containsExactly(SnapshotId.parse(id));
    }

    @Test
    void anUploadThatCannotBeWrittenFailsAlone() throws Exception {
        String good = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        String bad = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        // Where its file should be, there is something else.
        Path _ = Files.createDirectories(world.uploads.file(SnapshotId.parse(bad)));

        List<Future<?>> puts = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                int index = i;
                puts.add(clients.submit(() -> world.put(ALICE, good, index, block(index + 1))));
                var _ = clients.submit(() -> world.put(ALICE, bad, index, block(index + 1)));
            }
        }

        for (Future<?> put : puts) {
            assertThat(put.get()).isNull();
        }
        assertThatThrownBy(() -> world.put(ALICE, bad, 0, block(1))).hasMessage("the block was not written");
        world.complete(ALICE, good, 8);
    }

    @Test
    void aSnapshotTellsWhatItsBlocksTake() {
        String id = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        world.put(ALICE, id, 0, block(1));
        world.put(ALICE, id, 1, block(0));
        world.put(ALICE, id, 7, block(2));
        world.complete(ALICE, id, 3);

        assertThat(world.ask(ALICE, "DescribeSnapshots", "SnapshotId.1", id)
                        .text("snapshotSet/item/fullSnapshotSizeInBytes"))
                .isEqualTo(Integer.toString(2 * BLOCK));
    }

    private String list(Caller caller, String id) {
        return world.ebs(caller, "GET", "/snapshots/" + id + "/blocks", "", Map.of(), NOTHING)
                .body()
                .asUtf8String();
    }

    private static List<Integer> numbers(String json, String member) {
        List<Integer> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"" + member + "\"\\s*:\\s*(\\d+)").matcher(json);
        while (matcher.find()) {
            found.add(Integer.valueOf(matcher.group(1)));
        }
        return found;
    }

    private static String token(String listing, int number) {
        Matcher matcher = Pattern.compile("\"BlockToken\"\\s*:\\s*\"([^\"]+)\"").matcher(listing);
        for (int i = 0; i <= number; i++) {
            assertThat(matcher.find()).isTrue();
        }
        return matcher.group(1);
    }

    private static void refuses(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
