package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** The process of a server dies: the server is stopped, says why, and starts again with all that it had written. */
@Tag("guest")
class QemuKilledTest {
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";

    @TempDir
    private Path directory;

    @Test
    void anInstanceWhoseMachineIsKilledIsStoppedAndStartsAgain() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String id = service.launch(alice, service.tinyImage(alice));
            GuestShell guest = service.shell(alice, id);
            String boot = guest.exec(BOOT_ID);
            String _ = guest.exec("echo acknowledged >/data/file; sync; echo last words >/dev/console");
            Path machine = directory.resolve("machines").resolve(id);
            RunningService.await("the console is kept", () -> kept(machine).contains("last words"));

            long pid = new JsonMapper()
                    .readTree(machine.resolve("process.json").toFile())
                    .path("pid")
                    .asLong();
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
            service.awaitState(alice, id, InstanceStateName.STOPPED);

            Instance stopped = service.instance(alice, id);
            assertThat(stopped.stateReason().code()).startsWith("Server.");
            assertThat(stopped.stateReason().message()).contains("ended by itself");
            String console = alice.ec2()
                    .getConsoleOutput(request -> request.instanceId(id))
                    .output();
            assertThat(new String(Base64.getDecoder().decode(console), StandardCharsets.UTF_8))
                    .contains("last words");

            var _ = alice.ec2().startInstances(request -> request.instanceIds(id));
            service.awaitState(alice, id, InstanceStateName.RUNNING);
            GuestShell again = service.shell(alice, id);
            assertThat(again.exec("cat /data/file")).isEqualTo("acknowledged");
            assertThat(again.exec(BOOT_ID)).isNotEqualTo(boot);
        }
    }

    private static String kept(Path machine) {
        try {
            Path console = machine.resolve("console.log");
            return Files.exists(console) ? Files.readString(console, StandardCharsets.ISO_8859_1) : "";
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
