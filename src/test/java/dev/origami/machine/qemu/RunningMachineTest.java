package dev.origami.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.Backing;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.guest.GuestShell;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.machine.Disk;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.MachineState;
import dev.origami.machine.Machines.NewOverlay;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is done to one guest while it runs. */
@Tag("guest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningMachineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 100;

    private Rig rig;
    private MachineSpec spec;
    private VolumeId root;
    private Disk.Volume rootDisk;
    private GuestShell shell;

    @BeforeAll
    void boot() throws Exception {
        rig = new Rig();
        root = VolumeId.create();
        rootDisk = rig.ofImage(root);
        spec = rig.spec(rootDisk);
        shell = rig.boot(spec);
    }

    @AfterAll
    void end() throws Exception {
        rig.end();
    }

    @Test
    void guestFindsThatItIsOnEc2() throws Exception {
        String uuid = spec.uuid().toString();
        assertThat(uuid).startsWith("ec2");
        String told = shell.exec("cd /sys/class/dmi/id; cat product_uuid product_serial sys_vendor product_name"
                + " board_asset_tag chassis_asset_tag bios_vendor");
        assertThat(told.lines())
                .containsExactly(uuid, uuid, "Amazon EC2", "t3.micro", spec.id().value(), "Amazon EC2", "Amazon EC2");
        assertThat(shell.exec("cat /sys/block/vda/serial")).isEqualTo(Disk.nodeOf(root));
    }

    @Test
    void startingAMachineThatRunsLeavesItAsItIs() throws Exception {
        String before = shell.exec("cat /proc/sys/kernel/random/boot_id");
        rig.machines.start(spec);
        assertThat(shell.exec("cat /proc/sys/kernel/random/boot_id")).isEqualTo(before);
        assertThat(rig.machines.state(spec.id())).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void consoleHasWhatTheGuestWrote() throws Exception {
        String _ = shell.exec("echo said twice > /dev/console");
        String console = new String(rig.machines.console(spec.id()), StandardCharsets.UTF_8);
        assertThat(console).contains("tiny: ready").containsOnlyOnce("said twice");
        assertThat(new String(rig.machines.console(spec.id()), StandardCharsets.UTF_8))
                .isEqualTo(console);
    }

    @Test
    void diskComesAndGoesWhileTheGuestRuns() throws Exception {
        VolumeId volume = VolumeId.create();
        Disk.Volume disk = rig.empty(volume, "/dev/sdf", 8);
        for (int round = 0; round < 2; round++) {
            rig.machines.attach(spec.id(), disk);
            rig.machines.attach(spec.id(), disk);
            awaitInGuest("grep -l " + Disk.nodeOf(volume) + " /sys/block/vd*/serial");
            String device = deviceOf(volume);
            assertThat(shell.exec("cat /sys/block/" + device + "/size")).isEqualTo(Long.toString(8 * Rig.MIB / 512));
            if (round == 0) {
                String _ = shell.exec("echo hello > /dev/" + device + "; sync");
            } else {
                assertThat(shell.exec("head -n 1 /dev/" + device)).isEqualTo("hello");
            }
            rig.machines.detach(spec.id(), volume, PATIENCE);
            rig.machines.detach(spec.id(), volume, PATIENCE);
            assertThat(shell.exec("cat /sys/block/vd*/serial")).doesNotContain(Disk.nodeOf(volume));
        }
        assertThat(rig.overlays().check(disk.chain()).sound()).isTrue();
    }

    @Test
    void placeOfADiskTellsItsLetter() throws Exception {
        assertThat(shell.exec("readlink /sys/block/vda")).contains("/0000:00:10.0/");
        assertThat(placeOf("/dev/sdp")).contains("/0000:00:11.7/");
        assertThat(placeOf("xvdz")).contains("/0000:00:13.1/");
        assertThat(placeOf("/dev/xvdaz")).contains("/0000:00:02.1/");
        // The root has that letter.
        assertThat(placeOf("/dev/sda2")).contains("/0000:00:02.1/");
    }

    private String placeOf(String device) throws Exception {
        VolumeId volume = VolumeId.create();
        rig.machines.attach(spec.id(), rig.empty(volume, device, 4));
        awaitInGuest("grep -l " + Disk.nodeOf(volume) + " /sys/block/vd*/serial");
        String place = shell.exec("readlink /sys/block/" + deviceOf(volume));
        rig.machines.detach(spec.id(), volume, PATIENCE);
        return place;
    }

    @Test
    void volumesAreFrozenAtOneMomentAndTheGuestGoesOn() throws Exception {
        VolumeId one = VolumeId.create();
        VolumeId two = VolumeId.create();
        Disk.Volume first = rig.empty(one, "/dev/xvdg", 8);
        Disk.Volume second = rig.empty(two, "/dev/xvdba", 8);
        rig.machines.attach(spec.id(), first);
        rig.machines.attach(spec.id(), second);
        awaitInGuest("grep -l " + Disk.nodeOf(two) + " /sys/block/vd*/serial");
        // Each number is on the first disk before it is on the second: at no moment is the second ahead.
        String script = "n=1; while [ -e /run/writing ]; do for d in " + deviceOf(one) + " " + deviceOf(two)
                + "; do printf '%08d' $n | dd of=/dev/$d conv=notrunc,fsync 2>/dev/null; done; n=$((n+1)); done";
        String _ = shell.exec("touch /run/writing; (" + script + ") >/dev/null 2>&1 &");
        awaitInGuest("[ $(head -c 8 /dev/" + deviceOf(two) + " | tr -d '\\0' | sed 's/^0*//') -ge 3 ]");

        Path firstOverlay = rig.overlay(8 * Rig.MIB);
        Path secondOverlay = rig.overlay(8 * Rig.MIB);
        List<NewOverlay> overlays =
                List.of(new NewOverlay(one, firstOverlay, null), new NewOverlay(two, secondOverlay, null));
        Duration pause = rig.machines.freeze(spec.id(), overlays);
        assertThat(pause).isLessThan(Duration.ofSeconds(5));
        long onFirst = number(first.chain());
        long onSecond = number(second.chain());
        assertThat(onFirst).isGreaterThanOrEqualTo(3).isBetween(onSecond, onSecond + 1);

        // A second attempt, as after a crash of the service, changes nothing.
        Duration _ = rig.machines.freeze(spec.id(), overlays);
        awaitInGuest("[ $(head -c 8 /dev/" + deviceOf(two) + " | sed 's/^0*//') -gt " + (onSecond + 2) + " ]");
        String _ = shell.exec("rm /run/writing");
        assertThat(number(first.chain())).isEqualTo(onFirst);
        assertThat(number(second.chain())).isEqualTo(onSecond);
        rig.machines.detach(spec.id(), one, PATIENCE);
        rig.machines.detach(spec.id(), two, PATIENCE);
        assertThat(number(first.chain().frozenUnder(firstOverlay))).isGreaterThan(onFirst);
    }

    @Test
    void runningVolumeMovesToAShorterChain() throws Exception {
        Path overlay = rig.overlay(rootDisk.chain().sizeBytes());
        String _ = shell.exec("echo below > /data/below; sync");
        Duration _ = rig.machines.freeze(spec.id(), List.of(new NewOverlay(root, overlay, null)));
        String _ = shell.exec("echo above > /data/above; sync");

        // What a snapshot of the frozen state would be, as a file that holds everything.
        Path full = rig.directory.resolve("full.raw");
        rig.copyTo(full, rootDisk.chain());
        rig.useBase(new Backing.FullFile(full));
        DiskChain shorter = DiskChain.of(overlay, Rig.IMAGE, rootDisk.chain().sizeBytes());
        rig.machines.rebase(spec.id(), root, shorter);
        Files.delete(rootDisk.chain().live());
        rig.machines.rebase(spec.id(), root, shorter);

        String _ = shell.exec("echo 3 > /proc/sys/vm/drop_caches");
        assertThat(shell.exec("cat /data/below /data/above").lines()).containsExactly("below", "above");
        String _ = shell.exec("echo again > /data/above; sync");
        assertThat(rig.events.isEmpty()).isTrue();
    }

    @Test
    void machineIsAdoptedByAnotherService() throws Exception {
        rig.machines.close();
        HeardEvents heard = new HeardEvents();
        try (QemuMachines later = rig.machines(heard)) {
            assertThat(later.state(spec.id())).isEqualTo(MachineState.GONE);
            InstanceId gone = InstanceId.create();
            later.adopt(List.of(spec.id(), gone));
            assertThat(later.state(spec.id())).isEqualTo(MachineState.RUNNING);
            assertThat(later.state(gone)).isEqualTo(MachineState.GONE);
            assertThat(heard.next()).isEqualTo("crashed " + gone);
            assertThat(heard.isEmpty()).isTrue();
        }
        rig.machines.adopt(List.of(spec.id()));
        assertThat(rig.machines.state(spec.id())).isEqualTo(MachineState.RUNNING);
        assertThat(rig.events.isEmpty()).isTrue();
    }

    @Test
    void machineThatDoesNotAnswerIsNotTakenForDead() throws Exception {
        rig.machines.close();
        HostProcess process = rig.process(spec.id()).orElseThrow();
        HeardEvents heard = new HeardEvents();
        signal("STOP", process);
        try (QemuMachines later = rig.machines(heard)) {
            later.adopt(List.of(spec.id()));
            assertThat(later.state(spec.id())).isEqualTo(MachineState.RUNNING);
            assertThatThrownBy(() -> later.resume(spec.id()))
                    .isInstanceOf(MachineException.class)
                    .hasMessageContaining("lives but does not answer");
            signal("CONT", process);
            assertThat(shell.exec("echo alive")).isEqualTo("alive");
            awaitAnswer(later);
            assertThat(later.state(spec.id())).isEqualTo(MachineState.RUNNING);
            assertThat(heard.isEmpty()).isTrue();
            // The guest came up before this service did.
            assertThat(heard.up.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(spec.id());
        } finally {
            signal("CONT", process);
        }
        rig.machines.adopt(List.of(spec.id()));
        assertThat(rig.process(spec.id())).contains(process);
    }

    @Test
    void machineThatStopsAnsweringIsToldAndSoIsThatItAnswersAgain() throws Exception {
        HostProcess process = rig.process(spec.id()).orElseThrow();
        rig.events.answers.clear();
        signal("STOP", process);
        try {
            assertThat(rig.events.answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isFalse();
        } finally {
            signal("CONT", process);
        }
        assertThat(rig.events.answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(rig.events.up).contains(spec.id());
    }

    private void awaitAnswer(QemuMachines machines) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                machines.resume(spec.id());
                return;
            } catch (MachineException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                boolean _ = new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void signal(String name, HostProcess process) throws Exception {
        int _ = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private String deviceOf(VolumeId volume) throws Exception {
        return shell.exec("grep -l " + Disk.nodeOf(volume) + " /sys/block/vd*/serial | cut -d/ -f4");
    }

    private void awaitInGuest(String condition) throws Exception {
        String _ = shell.exec("n=0; until " + condition
                + "; do n=$((n+1)); [ $n -lt 200 ] || exit 1; usleep 50000; done" + " >/dev/null 2>&1");
    }

    private long number(DiskChain chain) throws Exception {
        try (DiskDelta content = rig.overlays().content(chain)) {
            ByteBuffer bytes = ByteBuffer.allocate(8);
            content.read(0, bytes);
            return Long.parseLong(new String(bytes.array(), StandardCharsets.US_ASCII));
        }
    }
}
