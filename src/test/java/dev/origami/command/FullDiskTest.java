package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/**
 * The service on file systems of its own that get full: of the blocks, of the guests' writes, of the caches. What cannot be
 * done fails and says so, and no guest sees an error.
 */
@Tag("guest")
class FullDiskTest {
    private static final int MIB = 1 << 20;
    private static final int WRITTEN_MIB = 48;
    private static final Duration WRITING = Duration.ofMinutes(3);
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";
    /** A hole of a cache file must stay one when it is read, so that takes a real file system, and root. */
    private static final String MOUNT = "data=$1; shift; mkdir -p $data/caches; for each in blocks volumes; do"
            + " mkdir -p $data/$each && mount -t tmpfs -o size=160m tmpfs $data/$each || exit 1; done;"
            + " /sbin/mke2fs -q -t ext4 -m 0 $data/caches.ext4 32m >/dev/null 2>&1 && mount -o loop $data/caches.ext4 $data/caches"
            + " 2>/dev/null; exec \"$@\"";

    @TempDir
    private Path directory;

    private ServiceProcess process;
    private RunningService service;
    private Account alice;
    private String instance;
    private GuestShell guest;

    @BeforeEach
    void start() throws Exception {
        Path data = directory.resolve("data");
        String namespaces = System.getProperty("user.name").equals("root") ? "-m" : "-Urm";
        List<String> prefix = List.of("unshare", namespaces, "sh", "-c", MOUNT, "sh", data.toString());
        process = new ServiceProcess(data, directory.resolve("log"), prefix);
        service = RunningService.in(process);
        alice = service.newAccount("alice");
        String tiny = service.tinyImage(alice);
        if (Files.exists(inside("caches").resolve("lost+found"))) {
            // No cache file gets a byte more: reads are answered all the same.
            leave("caches", 0);
        }
        BlockDeviceMapping second = BlockDeviceMapping.builder()
                .deviceName("/dev/sdf")
                .ebs(volume -> volume.volumeSize(1).deleteOnTermination(true))
                .build();
        instance = service.launch(alice, tiny, second);
        guest = service.shell(alice, instance);
        String _ = guest.exec(BOOT_ID + " >/run/boot");
        String _ =
                guest.exec("dd if=/dev/urandom of=/run/content bs=1M count=" + WRITTEN_MIB + " 2>/dev/null", WRITING);
    }

    @AfterEach
    void end() throws Exception {
        service.close();
    }

    @Test
    void anImageThatCannotBeStoredFailsAndALaterOneDoesNot() throws Exception {
        String _ = guest.exec("dd if=/run/content of=/dev/vdb bs=1M conv=fsync 2>/dev/null", WRITING);
        leave("blocks", WRITTEN_MIB / 2);
        long free = free("blocks");

        Image failed = ended(createImage("too large"));
        assertThat(failed.state()).isEqualTo(ImageState.FAILED);
        assertThat(failed.stateReason().code()).isEqualTo("Server.InsufficientStorage");
        assertThat(failed.stateReason().message()).contains("There is no space left to store snap-");
        Snapshot data = snapshot(failed, "/dev/sdf");
        assertThat(data.state()).isEqualTo(SnapshotState.ERROR);
        assertThat(data.stateMessage()).contains("There is no space left to store " + data.snapshotId());
        assertThat(free("blocks")).as("space given back").isGreaterThan(free - MIB);
        assertUnharmed();

        makeRoom("blocks");
        Image whole = service.available(alice.ec2(), createImage("whole"));
        assertThat(digest(service.volume(whole, alice.ebs(), "/dev/sdf", WRITTEN_MIB * MIB)))
                .isEqualTo(digestInGuest("/run/content"));
        assertUnharmed();
    }

    @Test
    void aGuestWhoseWritesFindNoRoomWaitsForIt() throws Exception {
        leave("volumes", WRITTEN_MIB / 2);
        String _ =
                guest.exec("(dd if=/run/content of=/dev/vdb bs=1M conv=fsync; echo $? >/run/done) >/dev/null 2>&1 &");
        RunningService.await("the guest waits", () -> free("volumes") < MIB && !guest.isReady());
        assertThat(service.instance(alice, instance).state().name()).isEqualTo(InstanceStateName.RUNNING);
        // Nor is there room for what an image of it needs.
        Image failed = ended(createImage("of a full disk"));
        assertThat(failed.state()).isEqualTo(ImageState.FAILED);
        assertThat(failed.stateReason().message()).contains("No space left on device");
        assertThat(snapshot(failed, "/dev/sdf").state()).isEqualTo(SnapshotState.ERROR);

        makeRoom("volumes");
        guest.awaitReady(WRITING);
        assertThat(guest.exec("until [ -e /run/done ]; do usleep 50000; done; cat /run/done", WRITING))
                .isEqualTo("0");
        String _ = guest.exec("echo 3 >/proc/sys/vm/drop_caches");
        assertThat(guest.exec("cmp -n " + WRITTEN_MIB * MIB + " /run/content /dev/vdb && echo same", WRITING))
                .isEqualTo("same");
        assertUnharmed();
        Image whole = service.available(alice.ec2(), createImage("with room"));
        assertThat(digest(service.volume(whole, alice.ebs(), "/dev/sdf", WRITTEN_MIB * MIB)))
                .isEqualTo(digestInGuest("/run/content"));
    }

    private void assertUnharmed() throws Exception {
        assertThat(guest.exec(BOOT_ID)).isEqualTo(guest.exec("cat /run/boot"));
        assertThat(guest.exec("dmesg | grep -c 'I/O error' || true")).isEqualTo("0");
        assertThat(guest.exec("echo written >/data/file; sync; cat /data/file")).isEqualTo("written");
    }

    private String createImage(String name) {
        return alice.ec2()
                .createImage(request -> request.instanceId(instance).name(name).noReboot(true))
                .imageId();
    }

    private Image ended(String id) throws InterruptedException {
        RunningService.await(
                id + " is not pending",
                () -> RunningService.image(alice.ec2(), id).state() != ImageState.PENDING);
        return RunningService.image(alice.ec2(), id);
    }

    private Snapshot snapshot(Image image, String device) {
        String id = image.blockDeviceMappings().stream()
                .filter(mapping -> mapping.deviceName().equals(device))
                .findFirst()
                .orElseThrow()
                .ebs()
                .snapshotId();
        return alice.ec2()
                .describeSnapshots(request -> request.snapshotIds(id))
                .snapshots()
                .getFirst();
    }

    /** Takes all the room of a file system but so much. */
    private void leave(String name, int mib) throws IOException {
        byte[] zeros = new byte[MIB / 4];
        try (RandomAccessFile ballast = new RandomAccessFile(ballast(name).toFile(), "rw")) {
            for (long left = free(name) - (long) mib * MIB; left > 0; left = free(name) - (long) mib * MIB) {
                ballast.seek(ballast.length());
                ballast.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        }
    }

    private void makeRoom(String name) throws IOException {
        Files.delete(ballast(name));
    }

    private Path ballast(String name) {
        return inside(name).resolve("ballast");
    }

    private long free(String name) {
        return inside(name).toFile().getUsableSpace();
    }

    private Path inside(String name) {
        return process.inside(directory.resolve("data").resolve(name));
    }

    private String digestInGuest(String file) throws IOException {
        String told = guest.exec("md5sum " + file, WRITING);
        return told.substring(0, told.indexOf(' '));
    }

    private static String digest(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    }
}
