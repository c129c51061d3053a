package dev.origami.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guest")
class TinyGuestTest {
    @TempDir
    Path directory;

    @Test
    void bootsThroughFirmwareGivesAShellKeepsItsDataAndObeysThePowerButton() throws Exception {
        Path disk = directory.resolve("disk.raw");
        Files.copy(TinyGuest.disk(), disk);
        int port = freePort();

        Process first = qemu(disk, port);
        String bootId;
        try (TinyShell shell = boot(first, port)) {
            bootId = shell.exec("cat /proc/sys/kernel/random/boot_id");
            assertThat(shell.exec("echo kept > /data/file; sync; false || echo both 1>&2"))
                    .isEqualTo("both");
            press(first);
        }
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();

        Process second = qemu(disk, port);
        try (TinyShell shell = boot(second, port)) {
            assertThat(shell.exec("cat /data/file")).isEqualTo("kept");
            assertThat(shell.exec("cat /proc/sys/kernel/random/boot_id")).isNotEqualTo(bootId);
        } finally {
            second.destroyForcibly();
        }
    }

    private static TinyShell boot(Process qemu, int port) throws IOException {
        long start = System.nanoTime();
        // The reader is left open: it belongs to the process.
        BufferedReader serial = qemu.inputReader();
        String line = serial.readLine();
        while (line != null && !line.contains(TinyGuest.READY_LINE)) {
            line = serial.readLine();
        }
        assertThat(line).as("the guest's serial port").isNotNull();
        TinyShell shell = TinyShell.connect("127.0.0.1", port, Duration.ofSeconds(30));
        System.out.printf("tiny guest booted in %.1f s%n", (System.nanoTime() - start) / 1e9);
        return shell;
    }

    /** The monitor shares the serial port's stream, behind QEMU's escape key. */
    private static void press(Process qemu) throws IOException {
        OutputStream keys = qemu.getOutputStream();
        keys.write("\u0001csystem_powerdown\n".getBytes(StandardCharsets.US_ASCII));
        keys.flush();
    }

    private static Process qemu(Path disk, int port) throws IOException {
        return new ProcessBuilder(List.of(
                        "qemu-system-x86_64",
                        "-machine",
                        "q35,accel=tcg",
                        "-m",
                        "256",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-serial",
                        "mon:stdio",
                        "-drive",
                        "file=" + disk + ",format=raw,if=virtio",
                        "-device",
                        "virtio-net-pci,netdev=net0",
                        "-netdev",
                        "user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:" + port + "-:" + TinyGuest.SHELL_PORT))
                .redirectErrorStream(true)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
