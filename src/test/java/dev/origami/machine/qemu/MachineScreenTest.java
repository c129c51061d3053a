package dev.origami.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.guest.GuestShell;
import dev.origami.machine.MachineSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a guest shows, and how many processors it sees. */
@Tag("guest")
class MachineScreenTest {
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
    void theScreenIsTheGuests() throws Exception {
        MachineSpec spec = rig.spec();
        GuestShell shell = rig.boot(spec);
        assertThat(shell.exec("grep -c '^processor' /proc/cpuinfo")).isEqualTo("1");
        byte[] before = rig.machines.screen(spec.id(), false);
        assertThat(new String(before, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("P6");
        // The firmware has said something, so it is not black.
        assertThat(lit(before)).isPositive();
        assertThat(rig.machines.screen(spec.id(), true)).startsWith("P6".getBytes(StandardCharsets.US_ASCII));
        Path directory = rig.directory.resolve("machines").resolve(spec.id().value());
        assertThat(Files.exists(directory.resolve("screen.ppm"))).isFalse();
    }

    private static int lit(byte[] pixmap) {
        int lit = 0;
        for (int i = 20; i < pixmap.length; i++) {
            lit += pixmap[i] == 0 ? 0 : 1;
        }
        return lit;
    }
}
