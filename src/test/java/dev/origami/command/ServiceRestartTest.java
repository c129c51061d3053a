package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Guests go on while the service is away, and belong to the next one. */
@Tag("guest")
class ServiceRestartTest {
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

    @TempDir
    private Path directory;

    @Test
    void aGuestOutlivesTheServiceAndIsAdoptedByTheNext() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account before = service.newAccount("alice");
            String instance = service.launch(before, service.tinyImage(before));
            GuestShell guest = service.shell(before, instance);
            String boot = guest.exec(BOOT_ID);

            service.restart();

            Account after = service.again(before);
            assertThat(service.instance(after, instance).state().name()).isEqualTo(InstanceStateName.RUNNING);
            GuestShell same = service.shell(after, instance);
            assertThat(same.exec(BOOT_ID)).isEqualTo(boot);
            // Reads also what was not read before: the next service answers.
            assertThat(same.exec("dd if=/dev/vda of=/dev/null bs=1M count=64 2>/dev/null && echo sound"))
                    .isEqualTo("sound");
            assertThat(same.exec("dmesg | grep -c 'I/O error' || true")).isEqualTo("0");
            assertThat(same.exec("echo written >/data/after; sync; cat /data/after"))
                    .isEqualTo("written");
        }
    }
}
