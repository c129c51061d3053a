package dev.origami.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;

/** A guest writes a rising number to one volume and then to the other, and many images are made of it meanwhile. */
@Tag("guest")
class OneMomentTest {
    private static final int IMAGES = 50;
    private static final int DIGITS = 8;
    /** Each number is on the first disk before it is on the second: at no moment is the second ahead. */
    private static final String COUNT = "n=1; while [ -e /run/counting ]; do for d in vdb vdc; do printf '%08d' $n"
            + " | dd of=/dev/$d conv=notrunc,fsync 2>/dev/null; done; n=$((n+1)); done";

    @TempDir
    private Path directory;

    @Test
    void inNoImageIsTheSecondVolumeAheadOfTheFirst() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String instance = service.launch(alice, service.tinyImage(alice), empty("/dev/sdf"), empty("/dev/sdg"));
            GuestShell guest = service.shell(alice, instance);
            String _ = guest.exec("touch /run/counting; (" + COUNT + ") >/dev/null 2>&1 &");
            String _ = guest.exec("until [ \"$(head -c 8 /dev/vdc | tr -d '\\0')\" ]; do usleep 10000; done");

            List<String> ids = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                String name = "moment " + i;
                ids.add(alice.ec2()
                        .createImage(request ->
                                request.instanceId(instance).name(name).noReboot(true))
                        .imageId());
            }
            long before = 0;
            for (String id : ids) {
                Image image = service.available(alice.ec2(), id);
                long first = number(service, alice, image, "/dev/sdf");
                long second = number(service, alice, image, "/dev/sdg");
                assertThat(first).as(id).isBetween(second, second + 1).isGreaterThanOrEqualTo(before);
                before = first;
            }
            RunningService.await(
                    "no reader of an overlay is left",
                    () -> ProcessHandle.current()
                            .descendants()
                            .noneMatch(process ->
                                    process.info().command().orElse("").endsWith("qemu-nbd")));
            assertThat(before).as("numbers written meanwhile").isGreaterThan(IMAGES);

            Image last = service.available(alice.ec2(), ids.getLast());
            service.stop(alice, instance);
            GuestShell next = service.shell(alice, service.launch(alice, last.imageId()));
            assertThat(next.exec("head -c 8 /dev/vdb")).isEqualTo(text(service, alice, last, "/dev/sdf"));
            assertThat(next.exec("head -c 8 /dev/vdc")).isEqualTo(text(service, alice, last, "/dev/sdg"));
        }
    }

    private static BlockDeviceMapping empty(String device) {
        return BlockDeviceMapping.builder()
                .deviceName(device)
                .ebs(volume -> volume.volumeSize(1).deleteOnTermination(true))
                .build();
    }

    private static long number(RunningService service, Account account, Image image, String device) throws Exception {
        return Long.parseLong(text(service, account, image, device));
    }

    private static String text(RunningService service, Account account, Image image, String device) throws Exception {
        return new String(service.volume(image, account.ebs(), device, DIGITS), US_ASCII);
    }
}
