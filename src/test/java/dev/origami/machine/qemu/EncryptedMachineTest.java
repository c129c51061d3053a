package dev.origami.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.Backing;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.block.DiskSecret;
import dev.origami.guest.GuestShell;
import dev.origami.id.LineageId;
import dev.origami.id.VolumeId;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import dev.origami.machine.Machines.NewOverlay;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A guest whose root and other disks are encrypted, in what happens to disks while it runs. */
@Tag("guest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptedMachineTest {
    private static final LineageId LINEAGE = new LineageId(1);
    private static final LineageId OTHER = new LineageId(2);
    private static final LineageId GONE = new LineageId(3);
    private static final String MARKER = "for-its-owner-alone";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Rig rig;
    private MachineSpec spec;
    private Disk.Volume root;
    private Disk.Volume data;
    private GuestShell shell;

    @BeforeAll
    void boot() throws Exception {
        rig = new Rig();
        root = rig.encryptedOfImage(VolumeId.create(), LINEAGE);
        data = rig.encrypted(VolumeId.create(), "/dev/sdf", 8, OTHER);
        spec = rig.spec(root, data);
        shell = rig.boot(spec);
    }

    @AfterAll
    void end() throws Exception {
        rig.end();
    }

    @Test
    void whatAGuestWritesIsEncryptedInAllThatHappensToItsDisks() throws Exception {
        String _ = shell.exec("echo " + marker("root", 1) + " > /data/one; sync");
        write(data.id(), marker("data", 1));
        DiskChain rootChain = freeze(rig.machines, root.id(), root.chain());
        DiskChain dataChain = freeze(rig.machines, data.id(), data.chain());
        String _ = shell.exec("echo " + marker("root", 2) + " > /data/two; sync");
        write(data.id(), marker("data", 2));

        // Another service finds the machine, and no secret of the first is of use to it.
        rig.machines.close();
        try (QemuMachines later = rig.machines(rig.events)) {
            later.adopt(List.of(spec.id()));
            dataChain = freeze(later, data.id(), dataChain);
            write(data.id(), marker("data", 3));
            later.resize(spec.id(), data.id(), 16 * Rig.MIB);
            awaitSize(data.id(), 16 * Rig.MIB);
            dataChain = dataChain.grownTo(16 * Rig.MIB);

            Path full = rig.directory.resolve("full.luks");
            rig.copyTo(full, root.chain());
            rig.useBase(new Backing.LuksFile(full, LINEAGE));
            DiskChain shorter = DiskChain.encrypted(rootChain.live(), Rig.IMAGE, rootChain.sizeBytes(), LINEAGE);
            later.rebase(spec.id(), root.id(), shorter);
            Files.delete(root.chain().live());
            later.rebase(spec.id(), root.id(), shorter);
        }
        rig.machines.adopt(List.of(spec.id()));

        String _ = shell.exec("echo 3 > /proc/sys/vm/drop_caches");
        assertThat(shell.exec("cat /data/one /data/two").lines()).containsExactly(marker("root", 1), marker("root", 2));
        assertThat(shell.exec("head -n 1 /dev/" + deviceOf(data.id()))).isEqualTo(marker("data", 3));
        assertThat(told(data.chain())).startsWith(marker("data", 1));
        assertThat(told(
                        dataChain
                                .frozenUnder(rig.directory.resolve("none"))
                                .frozen()
                                .get(1),
                        OTHER))
                .startsWith(marker("data", 2));
        assertThat(rig.events.isEmpty()).isTrue();
        assertNoFileHolds(MARKER);
    }

    @Test
    void aDiskComesAndGoesAndComesAgain() throws Exception {
        Disk.Volume disk = rig.encrypted(VolumeId.create(), "/dev/sdh", 8, OTHER);
        for (int round = 1; round <= 2; round++) {
            rig.machines.attach(spec.id(), disk);
            rig.machines.attach(spec.id(), disk);
            if (round == 1) {
                write(disk.id(), marker("plugged", round));
            } else {
                assertThat(shell.exec("head -n 1 /dev/" + deviceOf(disk.id()))).isEqualTo(marker("plugged", 1));
            }
            rig.machines.detach(spec.id(), disk.id(), PATIENCE);
        }
        assertThat(rig.overlays().check(disk.chain()).sound()).isTrue();
        assertNoFileHolds(MARKER);
    }

    @Test
    void nobodyReadsTheSecretsOfAMachineThatRuns() throws Exception {
        String words = Files.readString(Path.of(
                "/proc", Long.toString(rig.process(spec.id()).orElseThrow().pid()), "cmdline"));
        assertThat(words).contains("secret,id=");
        for (LineageId lineage : List.of(LINEAGE, OTHER)) {
            String passphrase = DiskSecret.passphrase(rig.keys, lineage);
            assertThat(words).doesNotContain(passphrase);
            assertNoFileHolds(passphrase);
        }
        rig.machines.close();
        try (Qmp control = Qmp.connect(
                new MachineFiles(rig.directory.resolve("machines"), rig.directory).controlSocket(spec.id()),
                PATIENCE,
                _ -> {},
                () -> {})) {
            String objects = control.execute(
                            "qom-list", Qmp.JSON.createObjectNode().put("path", "/objects"))
                    .toString();
            assertThat(objects).contains("entropy").doesNotContain("child<secret>");
        }
        rig.machines.adopt(List.of(spec.id()));
    }

    @Test
    void withoutItsKeyAMachineDoesNotStart() throws Exception {
        Disk.Volume lost = rig.encrypted(VolumeId.create(), "/dev/sdj", 8, GONE);
        rig.keys.throwAway(GONE);
        MachineSpec other = rig.spec(rig.encryptedOfImage(VolumeId.create(), LINEAGE), lost);
        assertThatThrownBy(() -> rig.machines.start(other))
                .isInstanceOf(MachineException.class)
                .hasCauseInstanceOf(BlockKeyGoneException.class);
        assertThat(rig.process(other.id())).isEmpty();
        assertThatThrownBy(() -> rig.machines.attach(spec.id(), lost))
                .isInstanceOf(MachineException.class)
                .hasCauseInstanceOf(BlockKeyGoneException.class);
    }

    @Test
    void underAnotherKeyADiskIsNotOpened() throws Exception {
        Disk.Volume disk = rig.encrypted(VolumeId.create(), "/dev/sdk", 8, OTHER);
        DiskChain mistaken = DiskChain.encrypted(disk.chain().live(), null, 8 * Rig.MIB, LINEAGE);
        Disk.Volume wrong = Disk.ofVolume(disk.id(), mistaken, "/dev/sdk", false);
        assertThatThrownBy(() -> rig.machines.attach(spec.id(), wrong))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("Invalid password");
        MachineSpec other = rig.spec(rig.encryptedOfImage(VolumeId.create(), LINEAGE), wrong);
        assertThatThrownBy(() -> rig.machines.start(other))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("Invalid password");
        // What was begun is in nobody's way.
        rig.machines.attach(spec.id(), disk);
        rig.machines.detach(spec.id(), disk.id(), PATIENCE);
    }

    private static String marker(String where, int round) {
        return where + round + "-" + MARKER.repeat(20);
    }

    private DiskChain freeze(QemuMachines machines, VolumeId volume, DiskChain chain) throws Exception {
        LineageId lineage = chain.lineage();
        Path overlay = rig.overlay(chain.sizeBytes(), lineage);
        NewOverlay next = new NewOverlay(volume, overlay, lineage);
        Duration pause = machines.freeze(spec.id(), List.of(next));
        assertThat(pause).isLessThan(Duration.ofSeconds(5));
        // A second attempt, as after a crash of the service, changes nothing.
        Duration _ = machines.freeze(spec.id(), List.of(next));
        return chain.frozenUnder(overlay);
    }

    private void write(VolumeId volume, String text) throws Exception {
        awaitInGuest("grep -l " + Disk.nodeOf(volume) + " /sys/block/vd*/serial");
        String _ = shell.exec("echo " + text + " | dd of=/dev/" + deviceOf(volume) + " conv=notrunc,fsync 2>/dev/null");
    }

    private void awaitSize(VolumeId volume, long bytes) throws Exception {
        awaitInGuest("[ $(cat /sys/block/" + deviceOf(volume) + "/size) -eq " + bytes / 512 + " ]");
    }

    private String deviceOf(VolumeId volume) throws Exception {
        awaitInGuest("grep -q " + Disk.nodeOf(volume) + " /sys/block/vd*/serial");
        return shell.exec("grep -l " + Disk.nodeOf(volume) + " /sys/block/vd*/serial | cut -d/ -f4");
    }

    private void awaitInGuest(String condition) throws Exception {
        String _ = shell.exec("n=0; until " + condition
                + "; do n=$((n+1)); [ $n -lt 200 ] || exit 1; usleep 50000; done" + " >/dev/null 2>&1");
    }

    private String told(DiskChain chain) throws IOException {
        try (DiskDelta content = rig.overlays().content(chain)) {
            return start(content);
        }
    }

    private String told(Path overlay, LineageId lineage) throws IOException {
        try (DiskDelta content = rig.overlays().delta(List.of(overlay), 8 * Rig.MIB, lineage)) {
            return start(content);
        }
    }

    private static String start(DiskDelta content) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        content.read(0, bytes);
        return new String(bytes.array(), StandardCharsets.US_ASCII);
    }

    private void assertNoFileHolds(String text) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(rig.directory)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertThat(files).isNotEmpty();
        List<Path> holders = new ArrayList<>();
        for (Path file : files) {
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                if (holds(lines, text)) {
                    holders.add(file);
                }
            }
        }
        assertThat(holders).as("files that hold the secret").isEmpty();
    }

    /** Reads through without holding a sparse file whole. */
    private static boolean holds(BufferedReader in, String text) throws IOException {
        char[] window = new char[1 << 20];
        int kept = 0;
        while (true) {
            int read = in.read(window, kept, window.length - kept);
            if (read < 0) {
                return false;
            }
            String seen = new String(window, 0, kept + read);
            if (seen.contains(text)) {
                return true;
            }
            kept = Math.min(seen.length(), text.length() - 1);
            seen.getChars(seen.length() - kept, seen.length(), window, 0);
        }
    }
}
