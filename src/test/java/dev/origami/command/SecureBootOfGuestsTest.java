package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import dev.origami.guest.TinyGuest;
import dev.origami.guest.TinyKind;
import dev.origami.machine.uefi.KnownVariables;
import dev.origami.machine.uefi.UefiData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Guests that UEFI starts, with keys that only let in what is signed and without, and their TPM. */
@Tag("guest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureBootOfGuestsTest {
    /** The variables of a machine that has Microsoft's keys, which have signed Debian's shim. */
    private static final Path KEYS = Path.of("/usr/share/OVMF/OVMF_VARS_4M.ms.fd");

    private static final String VARIABLES =
            "mkdir -p /run/efi; mount -t efivarfs efi /run/efi 2>/dev/null; cd /run/efi; ";
    private static final String SECURE_BOOT =
            VARIABLES + "od -An -t u1 SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    /** TPM2_ReadClock; of the answer how often the TPM has been reset in all of its life. */
    private static final String RESETS =
            "exec 3<>/dev/tpm0; printf '\\200\\001\\000\\000\\000\\012\\000\\000\\001\\201' >&3;"
                    + " dd bs=64 count=1 <&3 2>/dev/null | od -An -v -t u1 | tr -d '\\n' | awk '{print $29 * 256 + $30}'";

    private RunningService service;
    private Account alice;
    private String keys;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        service = new RunningService(directory);
        alice = service.newAccount("alice");
        keys = Base64.getEncoder().encodeToString(UefiData.of(Files.readAllBytes(KEYS)));
    }

    @AfterAll
    void end() throws Exception {
        service.close();
    }

    @Test
    void whatIsSignedStartsAndItsVariablesAndTpmStay() throws Exception {
        String image = image("signed", TinyKind.SIGNED, "uefi", keys, "v2.0");
        String id = service.launch(alice, image, request -> {});
        GuestShell shell = service.shell(alice, id);
        assertThat(shell.exec(SECURE_BOOT)).endsWith(" 1");
        assertThat(shell.exec("cat /sys/class/tpm/tpm0/tpm_version_major")).isEqualTo("2");
        // Measured by the firmware.
        assertThat(shell.exec("cat /sys/class/tpm/tpm0/pcr-sha256/7"))
                .doesNotMatch("0*")
                .doesNotMatch("F*");
        int resets = Integer.parseInt(shell.exec(RESETS));
        String _ = shell.exec(VARIABLES + "printf '\\007\\000\\000\\000kept'"
                + " > Told-11111111-2222-3333-4444-555555555555; echo data > /data/file; sync");

        service.restart();
        alice = service.again(alice);
        assertThat(shell.exec(RESETS)).isEqualTo(Integer.toString(resets));
        String now = alice.ec2()
                .getInstanceUefiData(request -> request.instanceId(id))
                .uefiData();
        assertThat(KnownVariables.of(now)).containsEntry("Told", "kept").containsKeys("PK", "KEK", "db");
        String copy = alice.ec2()
                .createImage(request -> request.instanceId(id).name("copy").noReboot(true))
                .imageId();
        Image made = service.available(alice.ec2(), copy);
        assertThat(made.bootModeAsString()).isEqualTo("uefi");
        assertThat(made.tpmSupportAsString()).isEqualTo("v2.0");
        String inCopy = alice.ec2()
                .describeImageAttribute(request -> request.imageId(copy).attribute(ImageAttributeName.UEFI_DATA))
                .uefiData()
                .value();
        assertThat(KnownVariables.of(inCopy)).isEqualTo(KnownVariables.of(now));

        var _ = alice.ec2().stopInstances(request -> request.instanceIds(id));
        service.awaitState(alice, id, InstanceStateName.STOPPED);
        var _ = alice.ec2().startInstances(request -> request.instanceIds(id));
        GuestShell again = service.shell(alice, id);
        assertThat(again.exec("cat /data/file")).isEqualTo("data");
        assertThat(again.exec(VARIABLES + "tail -c 4 Told-11111111-2222-3333-4444-555555555555"))
                .isEqualTo("kept");
        assertThat(Integer.parseInt(again.exec(RESETS))).isGreaterThan(resets);
        service.stop(alice, id);
    }

    @Test
    void whatIsNotSignedStartsOnlyWithoutKeys() throws Exception {
        String withKeys = image("with-keys", TinyKind.UEFI, "uefi", keys, null);
        String without = image("without-keys", TinyKind.UEFI, "uefi-preferred", null, null);
        String refused = service.launch(alice, withKeys, request -> {});
        String started = service.launch(alice, without, request -> {});
        assertThat(service.shell(alice, started).exec(SECURE_BOOT)).endsWith(" 0");
        assertThat(service.console(alice, refused, "Access Denied")).doesNotContain("GRUB");
        assertThat(service.instance(alice, started).currentInstanceBootModeAsString())
                .isEqualTo("uefi");
        service.stop(alice, refused);
        service.stop(alice, started);
    }

    private String image(String name, TinyKind kind, String bootMode, @Nullable String uefiData, @Nullable String tpm)
            throws Exception {
        return RunningService.imported(
                alice,
                name,
                TinyGuest.disk(kind),
                request -> request.bootMode(bootMode).uefiData(uefiData).tpmSupport(tpm));
    }
}
