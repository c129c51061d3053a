package dev.origami.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.VolumeStatusInfoStatus;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;

/** Bits rot in a pack: reads of them fail and say why, and what is made of them says so and cannot be launched. */
class DamagedBlockTest {
    private static final int BLOCK = 512 * 1024;

    @TempDir
    private Path directory;

    private final byte[] lost = random(1);
    private final byte[] kept = random(2);
    private RunningService service;
    private Account alice;
    private String snapshot;
    private String child;
    private String other;
    private String image;
    private String copy;
    private String childImage;
    private String otherImage;

    @BeforeEach
    void start() throws Exception {
        service = new RunningService(directory);
        alice = service.newAccount("alice");
        snapshot = upload(null, Map.of(0, lost, 1, kept));
        child = upload(snapshot, Map.of(1, random(3)));
        other = upload(null, Map.of(1, kept));
        image = register("whole", snapshot);
        copy = alice.ec2()
                .copyImage(request ->
                        request.sourceImageId(image).sourceRegion("us-east-1").name("copy"))
                .imageId();
        childImage = register("child", child);
        otherImage = register("other", other);
        spoil();
    }

    @AfterEach
    void end() throws Exception {
        service.close();
    }

    @Test
    void whoeverReadsALostBlockIsToldAndNothingThatHasItIsLaunched() throws Exception {
        refuses(
                "InternalServerException",
                500,
                "The snapshot " + snapshot + " is damaged at byte ",
                () -> read(snapshot, 0));
        awaitError(image);

        assertThat(image(image).stateReason().code()).isEqualTo("Server.InternalError");
        assertThat(image(image).stateReason().message()).startsWith("A block of its disk is lost: chunk ");
        assertThat(Stream.of(copy, childImage).map(id -> image(id).state())).containsOnly(ImageState.ERROR);
        assertThat(image(otherImage).state()).isEqualTo(ImageState.AVAILABLE);
        for (String id : List.of(snapshot, child)) {
            assertThat(snapshot(id).state()).isEqualTo(SnapshotState.ERROR);
            assertThat(snapshot(id).stateMessage()).startsWith("A block of its disk is lost: chunk ");
        }
        assertThat(snapshot(other).state()).isEqualTo(SnapshotState.COMPLETED);
        // What is not lost can be saved, and what is lost is lost each time.
        assertThat(read(snapshot, 1)).isEqualTo(kept);
        refuses("InternalServerException", 500, "is damaged at byte ", () -> read(child, 0));

        service.restart();
        alice = service.again(alice);
        assertThat(image(image).state()).isEqualTo(ImageState.ERROR);
        for (String id : List.of(image, copy, childImage)) {
            refuses(
                    "InvalidAMIID.Unavailable",
                    400,
                    "'" + id + "' is not available: A block of its disk is lost",
                    () -> launch(id));
        }
        refuses("IncorrectState", 400, "error", () -> register("again", snapshot));
        refuses(
                "IncorrectState",
                400,
                "error",
                () -> alice.ec2()
                        .createVolume(request -> request.snapshotId(snapshot).availabilityZone("us-east-1a")));
        refuses(
                "ValidationException",
                400,
                "error",
                () -> alice.ebs()
                        .startSnapshot(request -> request.volumeSize(1L).parentSnapshotId(snapshot)));
        var _ = alice.ec2().deregisterImage(request -> request.imageId(copy));
    }

    @Test
    void aCheckFindsWhatIsLostAndWhatIsMended() throws Exception {
        assertThat(unsound()).containsExactlyInAnyOrder(image, copy, childImage);
        assertThat(Stream.of(image, copy, childImage).map(id -> image(id).state()))
                .containsOnly(ImageState.ERROR);
        assertThat(image(otherImage).state()).isEqualTo(ImageState.AVAILABLE);

        // The same content, stored anew, is a whole copy of what is lost; the old snapshot has it too.
        String mended = upload(null, Map.of(0, lost, 1, kept));
        assertThat(unsound()).isEmpty();
        assertThat(Stream.of(image, copy, childImage, otherImage)
                        .map(id -> image(id).state()))
                .containsOnly(ImageState.AVAILABLE);
        assertThat(Stream.of(snapshot, child, mended).map(id -> snapshot(id).state()))
                .containsOnly(SnapshotState.COMPLETED);
        assertThat(read(snapshot, 0)).isEqualTo(lost);
        refuses(
                "DryRunOperation",
                412,
                "",
                () -> alice.ec2()
                        .runInstances(request -> request.imageId(image)
                                .instanceType("t3.nano")
                                .minCount(1)
                                .maxCount(1)
                                .dryRun(true)));
    }

    /** Where its owner says so, a guest is told of what is lost and goes on. */
    @Test
    @Tag("guest")
    void aGuestGoesOnWhereTheIoOfTheVolumeIsEnabled() throws Exception {
        String volume = alice.ec2()
                .createVolume(request -> request.snapshotId(snapshot).availabilityZone("us-east-1a"))
                .volumeId();
        String instance = service.launch(alice, service.tinyImage(alice));
        GuestShell guest = service.shell(alice, instance);
        refuses("InternalServerException", 500, "is damaged", () -> read(snapshot, 0));
        RunningService.await(
                volume + " is impaired",
                () -> status(volume).volumeStatus().status() == VolumeStatusInfoStatus.IMPAIRED);

        var _ = alice.ec2().enableVolumeIO(request -> request.volumeId(volume));
        assertThat(status(volume).volumeStatus().status()).isEqualTo(VolumeStatusInfoStatus.OK);
        var _ = alice.ec2()
                .attachVolume(
                        request -> request.volumeId(volume).instanceId(instance).device("/dev/sdf"));
        String awaited = "n=0; until [ -e /dev/vdb ] || [ $n = 100 ]; do n=$((n+1)); usleep 100000; done; ";

        assertThat(guest.exec(awaited + "dd if=/dev/vdb of=/dev/null bs=4096 count=1 2>&1 || true"))
                .contains("Input/output error");
        assertThat(guest.exec("dd if=/dev/vdb bs=4096 skip=128 count=1 2>/dev/null | wc -c"))
                .isEqualTo("4096");
    }

    private VolumeStatusItem status(String volume) {
        return alice.ec2()
                .describeVolumeStatus(request -> request.volumeIds(volume))
                .volumeStatuses()
                .getFirst();
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[BLOCK];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A snapshot of these blocks, by their index; the others are its parent's. */
    private String upload(@Nullable String parent, Map<Integer, byte[]> blocks) throws Exception {
        String id = alice.ebs()
                .startSnapshot(request -> request.volumeSize(1L).parentSnapshotId(parent))
                .snapshotId();
        for (var block : blocks.entrySet()) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(block.getValue());
            var _ = alice.ebs()
                    .putSnapshotBlock(
                            request -> request.snapshotId(id)
                                    .blockIndex(block.getKey())
                                    .dataLength(BLOCK)
                                    .checksum(Base64.getEncoder().encodeToString(digest))
                                    .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                            RequestBody.fromBytes(block.getValue()));
        }
        var _ = alice.ebs().completeSnapshot(request -> request.snapshotId(id).changedBlocksCount(blocks.size()));
        RunningService.await(id + " is stored", () -> snapshot(id).state() != SnapshotState.PENDING);
        return id;
    }

    private String register(String name, String id) {
        return alice.ec2()
                .registerImage(request -> request.name(name)
                        .architecture("x86_64")
                        .virtualizationType("hvm")
                        .enaSupport(true)
                        .rootDeviceName("/dev/xvda")
                        .blockDeviceMappings(BlockDeviceMapping.builder()
                                .deviceName("/dev/xvda")
                                .ebs(volume -> volume.snapshotId(id))
                                .build()))
                .imageId();
    }

    private void launch(String id) {
        var _ = alice.ec2()
                .runInstances(request ->
                        request.imageId(id).instanceType("t3.nano").minCount(1).maxCount(1));
    }

    private byte[] read(String id, int index) {
        Block block = alice.ebs().listSnapshotBlocks(request -> request.snapshotId(id)).blocks().stream()
                .filter(listed -> listed.blockIndex() == index)
                .findFirst()
                .orElseThrow();
        return alice.ebs()
                .getSnapshotBlockAsBytes(
                        request -> request.snapshotId(id).blockIndex(index).blockToken(block.blockToken()))
                .asByteArray();
    }

    /** Changes one byte of the block that gets lost, in the pack that has it: random bytes are stored as they are. */
    private void spoil() throws Exception {
        String needle = new String(Arrays.copyOfRange(lost, 5000, 5064), ISO_8859_1);
        List<Path> packs;
        try (Stream<Path> files = Files.list(directory.resolve("blocks").resolve("packs"))) {
            packs = files.toList();
        }
        int found = 0;
        for (Path pack : packs) {
            int at = new String(Files.readAllBytes(pack), ISO_8859_1).indexOf(needle);
            if (at >= 0) {
                found++;
                try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
                    file.seek(at);
                    file.write(needle.charAt(0) ^ 1);
                }
            }
        }
        assertThat(found).isEqualTo(1);
    }

    private List<String> unsound() throws Exception {
        JsonNode results = service.operator().call("blocks.verify", Operator.arguments());
        return results.valueStream()
                .filter(result -> !result.path("unsound").isEmpty())
                .map(result -> result.path("imageId").asText())
                .toList();
    }

    private void awaitError(String id) throws InterruptedException {
        RunningService.await(id + " is in error", () -> image(id).state() == ImageState.ERROR);
    }

    private Image image(String id) {
        return RunningService.image(alice.ec2(), id);
    }

    private Snapshot snapshot(String id) {
        return alice.ec2()
                .describeSnapshots(request -> request.snapshotIds(id))
                .snapshots()
                .getFirst();
    }

    private static void refuses(String code, int status, String text, ThrowingCallable call) {
        assertThatThrownBy(call).asInstanceOf(type(AwsServiceException.class)).satisfies(refusal -> {
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.awsErrorDetails().errorMessage()).contains(text);
        });
    }
}
