package dev.origami.machine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.guest.GuestShell;
import dev.origami.id.VpcId;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guest")
class RestrictedNetworksTest {
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final String USER = "origami-test";
    private static final FirewallRule SHELL = new FirewallRule("tcp", 7000, 7000, "0.0.0.0/0");

    @TempDir
    Path directory;

    @Test
    void theShellAndTheMetadataAreThereAndNothingElse() throws Exception {
        bootAndCheck(List.of(), "127.82.0.10");
    }

    @Test
    void anOrdinaryUserHasTheSame() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become an ordinary user");
        run("useradd", "--system", "--no-create-home", USER);
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            bootAndCheck(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"), "127.82.0.11");
        } finally {
            run("userdel", USER);
        }
    }

    private void bootAndCheck(List<String> before, String publicIp) throws Exception {
        RestrictedNetworks networks = open();
        Nic nic = new Nic("02:00:00:00:01:10", "172.31.16.10", "172.31.16.0/20", publicIp, NetworkGuest.open(SHELL));
        try (NetworkGuest guest = new NetworkGuest(directory, nic);
                ServerSocket host = new ServerSocket(0)) {
            for (Path socket : List.of(guest.metadataSocket, NetworkGuest.apiSocket(directory, guest.id))) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            }
            Attachment attachment = networks.attach(VpcId.create(), guest.id, nic, guest.metadataSocket);
            assertThat(attachment.prefix()).isEmpty();
            Path disk = directory.resolve("disk");
            Files.copy(dev.origami.guest.TinyGuest.disk(), disk);
            Process qemu = guest.boot(
                    before, attachment, disk, "-monitor", "unix:" + directory.resolve("m") + ",server,nowait");
            GuestShell shell = guest.shell(GuestShell.PORT);
            shell.awaitReady(BOOT);
            assertThat(qemu.isAlive()).isTrue();
            assertThat(shell.exec("ip -4 -o addr show eth0")).contains("172.31.16.10/4");
            assertThat(shell.exec(NetworkGuest.ASK_METADATA)).isEqualTo("metadata of 172.31.16.10");
            assertThat(shell.exec(NetworkGuest.ASK_METADATA)).isEqualTo("metadata of 172.31.16.10");
            assertThat(shell.exec(NetworkGuest.ASK_API)).isEqualTo("api for 172.31.16.10");
            assertNothingReaches(host, shell);

            RestrictedNetworks later = open();
            later.adopt(Set.of(guest.id));
            assertThat(later.forwards(guest.id)).containsExactly(new PortForward("tcp", publicIp, 7000, 7000));
            later.running(guest.id, line -> monitor(directory.resolve("m"), line));
            later.applyRules(guest.id, NetworkGuest.open());
            assertThat(shell.isReady()).isFalse();
            later.applyRules(guest.id, NetworkGuest.open(SHELL));
            assertThat(shell.isReady()).isTrue();
            String another = publicIp + "0";
            later.applyPublicAddresses(Map.of(guest.id, another));
            assertThat(later.forwards(guest.id)).containsExactly(new PortForward("tcp", another, 7000, 7000));
            assertThat(shell.isReady()).isFalse();
            assertThat(new GuestShell(another, GuestShell.PORT).isReady()).isTrue();
            later.applyPublicAddresses(Map.of(guest.id, ""));
            assertThat(new GuestShell(another, GuestShell.PORT).isReady()).isFalse();
            later.detach(guest.id);
            assertThat(open().forwards(guest.id)).isEmpty();
        }
    }

    private static void assertNothingReaches(ServerSocket host, GuestShell shell) throws IOException {
        AtomicInteger visits = new AtomicInteger();
        Thread _ = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    host.accept().close();
                    visits.incrementAndGet();
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        for (String address : List.of("172.31.0.1", "10.0.2.2", "169.254.169.253", "172.31.0.2")) {
            assertThat(shell.exec("nc -w 2 " + address + " " + host.getLocalPort()
                            + " </dev/null >/dev/null 2>&1; echo done"))
                    .isEqualTo("done");
        }
        assertThat(visits).hasValue(0);
    }

    /** What the monitor printed between the line's echo and the next prompt. */
    private static String monitor(Path socket, String line) {
        try {
            Process process = new ProcessBuilder("socat", "-t2", "-", "UNIX-CONNECT:" + socket)
                    .redirectErrorStream(true)
                    .start();
            process.outputWriter().append(line).append("\n").flush();
            process.getOutputStream().close();
            String printed =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            int end = printed.lastIndexOf("(qemu)");
            String answered = printed.substring(0, end).stripTrailing();
            String last = answered.substring(answered.lastIndexOf('\n') + 1);
            return last.contains("(qemu)") ? "" : last;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RestrictedNetworks open() throws IOException {
        return new RestrictedNetworks(
                directory.resolve("networks"),
                id -> Optional.of(NetworkGuest.apiSocket(directory, id)),
                GuestNetworkLimits.defaults());
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
