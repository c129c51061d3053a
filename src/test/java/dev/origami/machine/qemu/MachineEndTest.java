package dev.origami.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.DiskChain;
import dev.origami.guest.GuestShell;
import dev.origami.id.VolumeId;
import dev.origami.machine.Disk;
import dev.origami.machine.Firmware;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.MachineState;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How machines end, and what may come between. */
@Tag("guest")
class MachineEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private Rig rig;

    @BeforeEach
    void setUp() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void tearDown() throws Exception {
        rig.end();
    }

    @Test
    void guestWaitsForItsDiskWhileNobodyServesItAndShutsDownAtTheButton() throws Exception {
        MachineSpec spec = rig.spec();
        GuestShell shell = rig.boot(spec);
        String _ = shell.exec("echo kept > /data/kept; sync");
        rig.stopServing();
        String _ = shell.exec("dd if=/dev/vda bs=1M skip=60 count=2 of=/run/read" + " >/dev/null 2>/run/error &");
        assertThat(shell.exec("usleep 500000; stat -c %s /run/read")).isEqualTo("0");
        rig.serveAgain();
        String _ =
                shell.exec("n=0; until [ $(stat -c %s /run/read) = 2097152 ]; do n=$((n+1)); [ $n -lt 300 ] || exit 1;"
                        + " usleep 50000; done");
        assertThat(rig.events.isEmpty()).isTrue();

        assertThat(rig.machines.awaitEnd(spec.id(), Duration.ofMillis(1))).isFalse();
        rig.machines.pressPowerButton(spec.id());
        assertThat(rig.events.next()).isEqualTo("shut down " + spec.id());
        assertThat(rig.machines.awaitEnd(spec.id(), PATIENCE)).isTrue();
        assertThat(rig.machines.state(spec.id())).isEqualTo(MachineState.SHUT_DOWN);
        rig.machines.kill(spec.id());
        rig.machines.kill(spec.id());
        assertThat(rig.machines.state(spec.id())).isEqualTo(MachineState.GONE);
        assertThat(new String(rig.machines.console(spec.id()), StandardCharsets.UTF_8))
                .contains("tiny: power off");

        GuestShell again = rig.boot(spec);
        assertThat(again.exec("cat /data/kept")).isEqualTo("kept");
        String boot = again.exec("cat /proc/sys/kernel/random/boot_id");
        rig.machines.reset(spec.id());
        again.awaitReady(Duration.ofMinutes(2));
        assertThat(again.exec("cat /proc/sys/kernel/random/boot_id")).isNotEqualTo(boot);
        assertThat(rig.events.isEmpty()).isTrue();
    }

    @Test
    void machineThatDiesIsToldAsCrashedAndOneThatIsEndedIsNot() throws Exception {
        MachineSpec spec = rig.spec();
        rig.machines.start(spec);
        HostProcess process = rig.process(spec.id()).orElseThrow();
        Path directory = rig.directory.resolve("machines").resolve(spec.id().value());
        // Nobody asks for the console, and it is kept all the same.
        rig.await(() -> Files.exists(directory.resolve("console.log")));
        process.kill(PATIENCE);
        assertThat(rig.events.next()).isEqualTo("crashed " + spec.id());
        assertThat(rig.machines.state(spec.id())).isEqualTo(MachineState.GONE);
        assertThat(rig.machines.console(spec.id())).isNotEmpty();

        rig.machines.start(spec);
        HostProcess second = rig.process(spec.id()).orElseThrow();
        assertThat(second).isNotEqualTo(process);
        rig.machines.kill(spec.id());
        assertThat(second.isAlive()).isFalse();
        assertThat(rig.events.isEmpty()).isTrue();
        rig.machines.keepOnly(() -> Set.of(spec.id()));
        assertThat(rig.machines.console(spec.id())).isNotEmpty();
        rig.machines.keepOnly(Set::of);
        assertThat(rig.machines.console(spec.id())).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void machineStartedJustBeforeACrashOfTheServiceIsNotStartedTwice() throws Exception {
        MachineSpec spec = rig.spec();
        rig.machines.start(spec);
        HostProcess first = rig.process(spec.id()).orElseThrow();
        rig.machines.close();
        HeardEvents heard = new HeardEvents();
        try (QemuMachines later = rig.machines(heard)) {
            // Nobody adopted it: the launch is done again from its beginning.
            later.start(spec);
            assertThat(first.isAlive()).isFalse();
            assertThat(later.state(spec.id())).isEqualTo(MachineState.RUNNING);
            later.kill(spec.id());
            assertThat(heard.isEmpty()).isTrue();
        }
    }

    @Test
    void nothingStaysOfAMachineThatCannotStart() throws Exception {
        Path missing = rig.directory.resolve("missing");
        Disk disk = Disk.ofVolume(VolumeId.create(), DiskChain.of(missing, null, Rig.MIB), "/dev/xvda", true);
        MachineSpec spec = rig.spec(disk);
        assertThatThrownBy(() -> rig.machines.start(spec))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("missing");
        assertThat(rig.machines.state(spec.id())).isEqualTo(MachineState.GONE);
        assertThat(rig.process(spec.id())).isEmpty();
        assertThat(rig.events.isEmpty()).isTrue();
    }

    @Test
    void machineWithUefiKeepsItsVariables() throws Exception {
        MachineSpec spec = rig.spec(Firmware.UEFI, rig.empty(VolumeId.create(), "/dev/sdf", 4));
        rig.machines.start(spec);
        // There is nothing to start from, and that is what it says.
        rig.awaitConsole(spec.id(), "failed to load");
        rig.machines.kill(spec.id());
        Path variables =
                rig.directory.resolve("machines").resolve(spec.id().value()).resolve("efivars.fd");
        byte[] written = Files.readAllBytes(variables);
        assertThat(new String(written, StandardCharsets.UTF_16LE)).contains("BootOrder");
        assertThat(Files.getPosixFilePermissions(variables)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        rig.machines.start(spec);
        rig.machines.kill(spec.id());
        assertThat(variables).hasSize(written.length);
    }

    @Test
    void blankDiskIsASecondDisk() throws Exception {
        Path blank = Files.createFile(rig.directory.resolve("blank"));
        try (RandomAccessFile file = new RandomAccessFile(blank.toFile(), "rw")) {
            file.setLength(4 * Rig.MIB);
        }
        MachineSpec spec = rig.spec(rig.ofImage(VolumeId.create()), Disk.ofBlank(0, "/dev/sdb", blank));
        GuestShell shell = rig.boot(spec);
        assertThat(shell.exec("cat /sys/block/vdb/serial")).isEqualTo("ephemeral0");
        assertThat(shell.exec("readlink /sys/block/vdb")).contains("/0000:00:10.1/");
        assertThat(shell.exec("cat /sys/block/vdb/size")).isEqualTo("8192");
        assertThat(shell.exec("mount")).contains("/dev/vda2 on /data");
    }
}
