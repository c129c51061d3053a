package dev.origami.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
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
    void bootsFromItsDiskThroughTheFirmwareAndKeepsWhatIsWritten() throws Exception {
        Path disk = TinyGuest.disk();
        int port = freePort();
        Process qemu = new ProcessBuilder(List.of(
                        "qemu-system-x86_64",
                        "-accel",
                        "tcg,thread=multi",
                        "-cpu",
                        "max,la57=off",
                        "-machine",
                        "q35",
                        "-m",
                        "256",
                        "-nodefaults",
                        "-no-user-config",
                        "-display",
                        "none",
                        "-serial",
                        "stdio",
                        "-drive",
                        "if=none,id=d,format=raw,snapshot=on,file=" + disk,
                        "-device",
                        "virtio-blk-pci,drive=d",
                        "-netdev",
                        "user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:" + port + "-:" + GuestShell.PORT,
                        "-device",
                        "virtio-net-pci,netdev=n,romfile="))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("console").toFile())
                .start();
        try {
            GuestShell shell = new GuestShell("127.0.0.1", port);
            shell.awaitReady(Duration.ofMinutes(2));
            assertThat(shell.exec("echo kept > /data/file; sync; cat /data/file"))
                    .isEqualTo("kept");
            assertThat(shell.exec("mount")).contains("/dev/vda2 on /data type ext2 (rw");
            String _ = shell.exec("off >/dev/null 2>&1 &");
            assertThat(qemu.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            Process _ = qemu.destroyForcibly();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
