package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import dev.origami.guest.TinyGuest;
import dev.origami.guest.TinyKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.BootModeValues;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Guests for other processors than x86_64, from their image to an image of them. */
@Tag("guest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitecturesOfGuestsTest {
    private static final String USER_DATA = "#!/bin/sh\necho of user data >/data/told\n";

    private RunningService service;
    private Account alice;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        service = new RunningService(directory);
        alice = service.newAccount("alice");
    }

    @AfterAll
    void end() throws Exception {
        service.close();
    }

    @Test
    void arm64() throws Exception {
        String image = RunningService.imported(
                alice, "arm64", TinyGuest.disk(TinyKind.ARM64), request -> request.architecture("arm64"));
        String id = launch(image, "t4g.nano");
        GuestShell shell = service.shell(alice, id);
        assertThat(shell.exec("uname -m")).isEqualTo("aarch64");
        assertThat(shell.exec("cd /sys/class/dmi/id; cat sys_vendor product_name board_asset_tag"))
                .isEqualTo("Amazon EC2\nt4g.nano\n" + id);
        String _ = service.console(alice, id, "tiny: user data done");
        assertThat(shell.exec("cat /data/told")).isEqualTo("of user data");
        assertThatThrownBy(() -> alice.ec2().getConsoleScreenshot(request -> request.instanceId(id)))
                .isInstanceOf(Ec2Exception.class)
                .hasMessageContaining("no screen");
        plugAndUnplug(id, shell);

        String copy = alice.ec2()
                .createImage(
                        request -> request.instanceId(id).name("arm64-copy").noReboot(true))
                .imageId();
        Image made = service.available(alice.ec2(), copy);
        assertThat(made.architectureAsString()).isEqualTo("arm64");
        var _ = alice.ec2().stopInstances(request -> request.instanceIds(id));
        service.awaitState(alice, id, InstanceStateName.STOPPED);
        assertThat(service.console(alice, id, "tiny:")).contains("tiny: power off");
        var _ = alice.ec2().startInstances(request -> request.instanceIds(id));
        String second = launch(copy, "t4g.nano");
        assertThat(service.shell(alice, id).exec("cat /data/told")).isEqualTo("of user data");
        assertThat(service.shell(alice, second).exec("cat /data/told")).isEqualTo("of user data");
        Instance told = service.instance(alice, id);
        assertThat(told.currentInstanceBootModeAsString()).isEqualTo("uefi");
        assertThat(told.architectureAsString()).isEqualTo("arm64");
        service.stop(alice, id);
        service.stop(alice, second);
    }

    @Test
    void i386() throws Exception {
        String image = RunningService.imported(
                alice,
                "i386",
                TinyGuest.disk(TinyKind.I386),
                request -> request.architecture("i386").bootMode(BootModeValues.LEGACY_BIOS));
        assertThatThrownBy(() -> launch(image, "t3.nano"))
                .isInstanceOf(Ec2Exception.class)
                .hasMessageContaining("does not match the architecture 'i386'");
        String id = launch(image, "t2.nano");
        GuestShell shell = service.shell(alice, id);
        assertThat(shell.exec("uname -m")).isEqualTo("i686");
        RunningService.await("its user data has run", () -> succeeds(shell, "grep data /data/told"));
        service.stop(alice, id);
    }

    private String launch(String image, String type) throws Exception {
        String userData = Base64.getEncoder().encodeToString(USER_DATA.getBytes(StandardCharsets.UTF_8));
        return service.launch(
                alice, image, request -> request.instanceType(type).userData(userData));
    }

    private void plugAndUnplug(String id, GuestShell shell) throws Exception {
        String zone = service.instance(alice, id).placement().availabilityZone();
        String volume = alice.ec2()
                .createVolume(request -> request.availabilityZone(zone).size(1))
                .volumeId();
        alice.ec2().waiter().waitUntilVolumeAvailable(request -> request.volumeIds(volume));
        var _ = alice.ec2()
                .attachVolume(request -> request.instanceId(id).volumeId(volume).device("/dev/sdf"));
        String serial = "grep -l " + volume.replace("-", "") + " /sys/block/vd*/serial";
        RunningService.await("the disk comes", () -> succeeds(shell, serial));
        var _ = alice.ec2().detachVolume(request -> request.volumeId(volume));
        RunningService.await("the disk goes", () -> !succeeds(shell, serial));
    }

    private static boolean succeeds(GuestShell shell, String command) {
        try {
            String _ = shell.exec(command);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
