package dev.origami.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;

/** The main job, from outside: a guest is changed, an image is made of it, and the next guest has the change. */
@Tag("guest")
class ImageOfGuestTest {
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";
    private static final int ROOT_BYTES = 64 << 20;
    private static final int PAGE_BYTES = 4096;

    @TempDir
    private Path directory;

    @Test
    void anImageHoldsWhatTheGuestWroteToAllVolumesWithAndWithoutReboot() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            BlockDeviceMapping second = BlockDeviceMapping.builder()
                    .deviceName("/dev/sdf")
                    .ebs(volume -> volume.volumeSize(1).deleteOnTermination(true))
                    .build();
            String instance = service.launch(alice, service.tinyImage(alice), second);
            GuestShell guest = service.shell(alice, instance);
            String boot = guest.exec(BOOT_ID);
            var _ = guest.exec("echo origami-root-one >/data/one; printf origami-data-one >/dev/vdb; sync");

            Image running = image(service, alice, instance, "running", true);
            assertThat(guest.exec(BOOT_ID)).isEqualTo(boot);
            assertThat(root(service, alice, running)).contains("origami-root-one");
            assertThat(data(service, alice, running)).startsWith("origami-data-one");

            var _ = guest.exec("echo origami-root-two >/data/two; printf origami-data-two >/dev/vdb; sync");
            Image rebooted = image(service, alice, instance, "rebooted", false);
            assertThat(service.shell(alice, instance).exec(BOOT_ID)).isNotEqualTo(boot);
            assertThat(root(service, alice, rebooted)).contains("origami-root-one", "origami-root-two");
            assertThat(data(service, alice, rebooted)).startsWith("origami-data-two");
            assertThat(root(service, alice, running)).doesNotContain("origami-root-two");
            service.stop(alice, instance);

            GuestShell next = service.shell(alice, service.launch(alice, rebooted.imageId()));
            assertThat(next.exec("cat /data/one /data/two")).isEqualTo("origami-root-one\norigami-root-two");
            assertThat(next.exec("head -c 16 /dev/vdb")).isEqualTo("origami-data-two");
            assertThat(next.exec(BOOT_ID)).isNotEqualTo(boot);
        }
    }

    private static Image image(RunningService service, Account account, String instance, String name, boolean noReboot)
            throws Exception {
        String id = account.ec2()
                .createImage(request -> request.instanceId(instance).name(name).noReboot(noReboot))
                .imageId();
        return service.available(account.ec2(), id);
    }

    private static String root(RunningService service, Account account, Image image) throws Exception {
        return new String(service.volume(image, account.ebs(), "/dev/xvda", ROOT_BYTES), UTF_8);
    }

    private static String data(RunningService service, Account account, Image image) throws Exception {
        return new String(service.volume(image, account.ebs(), "/dev/sdf", PAGE_BYTES), UTF_8);
    }
}
