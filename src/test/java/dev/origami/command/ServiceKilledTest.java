package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** The service is killed while images are being made; the next one makes them, and guests know nothing of it. */
class ServiceKilledTest {
    private static final int MIB = 1 << 20;
    private static final int IMAGES = 5;
    private static final int EACH_MIB = 64;
    private static final Duration WRITING = Duration.ofMinutes(5);
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

    @TempDir
    private Path directory;

    @Test
    @Tag("guest")
    void imagesOfFiveGuestsAreMadeByTheNextService() throws Exception {
        ServiceProcess process = process();
        try (RunningService service = RunningService.in(process)) {
            Account alice = service.newAccount("alice");
            String tiny = service.tinyImage(alice);
            List<String> instances = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                instances.add(service.launch(alice, tiny, data()));
            }
            List<String> digests = inParallel(instances, id -> write(service.shell(alice, id), EACH_MIB));
            List<String> images = inParallel(instances, id -> createImage(alice, id, "image of " + id));

            Account again = killAndRestart(service, process, alice, images);
            for (int i = 0; i < IMAGES; i++) {
                Image image = service.available(again.ec2(), images.get(i));
                assertThat(digest(service.volume(image, again.ebs(), "/dev/sdf", EACH_MIB * MIB)))
                        .isEqualTo(digests.get(i));
                assertRunsOn(service, again, instances.get(i));
            }
        }
    }

    @Test
    @Tag("long")
    void imagesOfAGuestThatWroteAGigabyteAreMadeByTheNextService() throws Exception {
        ServiceProcess process = process();
        try (RunningService service = RunningService.in(process)) {
            Account alice = service.newAccount("alice");
            String instance = service.launch(alice, service.tinyImage(alice), data());
            GuestShell guest = service.shell(alice, instance);
            String digest = write(guest, 1024);
            List<String> images = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                String _ = guest.exec("echo image-" + i + " >/data/name; sync");
                images.add(createImage(alice, instance, "image " + i));
            }

            Account again = killAndRestart(service, process, alice, images);
            for (int i = 0; i < IMAGES; i++) {
                Image image = service.available(again.ec2(), images.get(i));
                String root = new String(
                        service.volume(image, again.ebs(), "/dev/xvda", 64 * MIB), StandardCharsets.ISO_8859_1);
                assertThat(root).contains("image-" + i);
                // The first of them holds the gigabyte, and the others share it.
                if (i == 0 || i == IMAGES - 1) {
                    assertThat(digest(service.volume(image, again.ebs(), "/dev/sdf", 1024 * MIB)))
                            .isEqualTo(digest);
                }
            }
            assertRunsOn(service, again, instance);
        }
    }

    private ServiceProcess process() {
        return new ServiceProcess(directory.resolve("data"), directory.resolve("log"), List.of());
    }

    /** Kills the service while all of the images are pending; answers the account with clients of the next one. */
    private static Account killAndRestart(
            RunningService service, ServiceProcess process, Account account, List<String> images) throws Exception {
        // Who names images waits for them.
        List<ImageState> states = account.ec2().describeImages(request -> request.owners("self")).images().stream()
                .filter(image -> images.contains(image.imageId()))
                .map(Image::state)
                .toList();
        process.kill();
        assertThat(states)
                .as("at the kill; a faster host needs more to store")
                .hasSize(IMAGES)
                .containsOnly(ImageState.PENDING);
        service.restart();
        return service.again(account);
    }

    private static void assertRunsOn(RunningService service, Account account, String instance) throws Exception {
        assertThat(service.instance(account, instance).state().name()).isEqualTo(InstanceStateName.RUNNING);
        GuestShell guest = service.shell(account, instance);
        assertThat(guest.exec(BOOT_ID)).isEqualTo(guest.exec("cat /run/boot"));
        assertThat(guest.exec("echo written >/data/after; sync; cat /data/after"))
                .isEqualTo("written");
        assertThat(guest.exec("dmesg | grep -c 'I/O error' || true")).isEqualTo("0");
    }

    private static BlockDeviceMapping data() {
        return BlockDeviceMapping.builder()
                .deviceName("/dev/sdf")
                .ebs(volume -> volume.volumeSize(1).deleteOnTermination(true))
                .build();
    }

    /** Fills the second disk from its beginning with what no other has; answers the digest of it. */
    private static String write(GuestShell guest, int mib) throws Exception {
        String _ = guest.exec(BOOT_ID + " >/run/boot");
        String _ = guest.exec("dd if=/dev/urandom of=/dev/vdb bs=1M count=" + mib + " conv=fsync 2>/dev/null", WRITING);
        String told = guest.exec("head -c " + (long) mib * MIB + " /dev/vdb | md5sum", WRITING);
        return told.substring(0, told.indexOf(' '));
    }

    private static String createImage(Account account, String instance, String name) {
        return account.ec2()
                .createImage(request -> request.instanceId(instance).name(name).noReboot(true))
                .imageId();
    }

    private static String digest(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    }

    private interface Work {
        String of(String id) throws Exception;
    }

    private static List<String> inParallel(List<String> ids, Work work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> futures =
                    ids.stream().map(id -> threads.submit(() -> work.of(id))).toList();
            List<String> results = new ArrayList<>();
            for (Future<String> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
