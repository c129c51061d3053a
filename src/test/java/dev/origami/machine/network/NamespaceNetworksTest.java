package dev.origami.machine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.guest.GuestShell;
import dev.origami.guest.TinyGuest;
import dev.origami.id.VpcId;
import dev.origami.machine.HostProcess;
import dev.origami.machine.network.SubnetRules.Entry;
import dev.origami.machine.network.SubnetRules.Way;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("guest")
class NamespaceNetworksTest {
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final FirewallRule SHELL = new FirewallRule("tcp", 7000, 7000, "0.0.0.0/0");
    private static final FirewallRule SHELL_FROM_HOST = new FirewallRule("tcp", 7000, 7000, "127.0.0.1/32");
    private static final List<Way> OUT = List.of(new Way("0.0.0.0/0", true));
    private static final Entry ALL = new Entry(true, -1, "0.0.0.0/0", -1, -1);
    private static final List<Entry> ANY = List.of(ALL);
    private static final GuestNetworkLimits LIMITS = GuestNetworkLimits.defaults();

    @TempDir
    Path directory;

    private final VpcId vpc = VpcId.create();
    private NamespaceNetworks networks;
    private boolean api = true;

    @BeforeEach
    void openNetworks() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun is not for this user");
        networks = open();
    }

    @AfterEach
    void endNetworks() throws Exception {
        if (networks != null) {
            open().adopt(Set.of());
        }
    }

    private NamespaceNetworks open() throws IOException {
        return new NamespaceNetworks(
                directory.resolve("networks"),
                directory.resolve("run"),
                id -> api ? Optional.of(NetworkGuest.apiSocket(directory, id)) : Optional.empty(),
                LIMITS);
    }

    @Test
    void guestsHaveTheirShellTheirMetadataAndEachOtherButNeverTheHost() throws Exception {
        try (NetworkGuest first = guest("172.31.16.10", "127.81.0.10", SHELL);
                NetworkGuest second = guest("172.31.32.11", "127.81.0.11", SHELL_FROM_HOST)) {
            boot(first);
            boot(second);
            GuestShell firstShell = first.shell(GuestShell.PORT);
            firstShell.awaitReady(BOOT);
            GuestShell secondShell = second.shell(GuestShell.PORT);
            secondShell.awaitReady(BOOT);

            assertThat(firstShell.exec("ip route")).contains("default via 172.31.16.1");
            assertThat(firstShell.exec("cat /etc/resolv.conf")).isEqualTo("nameserver 172.31.16.2");
            assertThat(networks.forwards(first.id)).containsExactly(new PortForward("tcp", "127.81.0.10", 7000, 7000));

            assertThat(firstShell.exec(NetworkGuest.ASK_METADATA)).isEqualTo("metadata of 172.31.16.10");
            assertThat(secondShell.exec(NetworkGuest.ASK_METADATA)).isEqualTo("metadata of 172.31.32.11");

            assertThat(firstShell.exec(NetworkGuest.ASK_API)).isEqualTo("api for 172.31.16.10");
            assertThat(secondShell.exec(NetworkGuest.ASK_API)).isEqualTo("api for 172.31.32.11");

            assertOthersMetadataIsOutOfReach(first, firstShell, second);
            assertTokensGoNoFartherThanTheySay(first, firstShell);
            assertNeighbours(first, firstShell, second);
            assertHostIsOutOfReach(first, firstShell);
            assertAnotherAddressGoesNowhere(firstShell, second);
            assertRulesChangeLive(first, firstShell);
            assertFoundAgain(first, second);
        }
    }

    private static void assertOthersMetadataIsOutOfReach(NetworkGuest guest, GuestShell shell, NetworkGuest other)
            throws Exception {
        String theirs = other.nic.privateIp();
        String get = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 5 nc %s 80 2>/dev/null; echo .";
        shell.exec("ip addr add " + theirs + "/32 dev lo");
        assertThat(shell.exec(get.formatted("-s " + theirs + " 169.254.169.254")))
                .doesNotContain("metadata");
        shell.exec("ip addr del " + theirs + "/32 dev lo");
        for (String way : List.of(
                theirs, other.nic.subnet().address(1), other.nic.subnet().address(2))) {
            assertThat(shell.exec(get.formatted(way))).as(way).doesNotContain("metadata");
        }
        // Who asks is told by the guest's card, whatever the question says.
        String forged = "printf 'GET / HTTP/1.0\\r\\nX-Forwarded-For: " + theirs
                + "\\r\\n\\r\\n' | timeout 10 nc 169.254.169.254 80 | tail -n 1";
        assertThat(shell.exec(forged)).isEqualTo("metadata of " + guest.nic.privateIp());
    }

    private void assertTokensGoNoFartherThanTheySay(NetworkGuest guest, GuestShell shell) throws Exception {
        NetworkRecord network = record();
        NetworkProcess processes = new NetworkProcess(directory.resolve("networks"), LIMITS);
        List<String> nft = new ArrayList<>(VpcNetwork.enter(network.holder()));
        nft.addAll(List.of("nft", "-f", "-"));
        String tap = VpcNetwork.tapOf(guest.id.value());
        String _ = processes.run(nft, """
                table inet probe {
                  chain sent {
                    type filter hook postrouting priority 300;
                    oifname "%1$s" ip saddr 169.254.169.254 tcp sport 80 ip ttl 3 counter
                  }
                }
                """.formatted(tap));
        assertThat(shell.exec(NetworkGuest.ASK_METADATA)).startsWith("metadata of");
        assertThat(processes.run(nft, "list table inet probe")).contains("counter packets 1 ");
        String _ = processes.run(nft, "delete table inet probe");
    }

    private void assertNeighbours(NetworkGuest first, GuestShell firstShell, NetworkGuest second) throws Exception {
        String ask =
                "echo 'echo neighbour; exit' | nc -w 3 " + second.nic.privateIp() + " 7000 2>/dev/null || echo nobody";
        assertThat(firstShell.exec(ask)).isEqualTo("nobody");
        FirewallRule fromFirst = new FirewallRule("tcp", 7000, 7000, first.nic.privateIp() + "/32");
        networks.applyRules(second.id, NetworkGuest.open(SHELL_FROM_HOST, fromFirst));
        assertThat(firstShell.exec(ask)).isEqualTo("neighbour");
        networks.applyRules(second.id, NetworkGuest.open(SHELL_FROM_HOST));
        assertThat(firstShell.exec(ask)).isEqualTo("nobody");

        String ping = "ping -c 1 -W 2 " + second.nic.privateIp() + " >/dev/null && echo pong || echo nobody";
        assertThat(firstShell.exec(ping)).isEqualTo("nobody");
        networks.applyRules(
                second.id, NetworkGuest.open(SHELL_FROM_HOST, new FirewallRule("icmp", 8, -1, "172.31.0.0/16")));
        assertThat(firstShell.exec(ping)).isEqualTo("pong");
        assertEgress(first, firstShell, second, ask, ping);
    }

    /** What a guest may not open it cannot, whoever would let it in; and what changes holds at once. */
    private void assertEgress(NetworkGuest first, GuestShell shell, NetworkGuest second, String ask, String ping)
            throws Exception {
        List<FirewallRule> in = List.of(SHELL_FROM_HOST);
        networks.applyRules(second.id, NetworkGuest.open(FirewallRule.EVERYTHING));
        networks.applyRules(first.id, new FirewallRules(in, List.of()));
        assertThat(shell.exec(ask)).isEqualTo("nobody");
        assertThat(shell.exec(ping)).isEqualTo("nobody");
        assertThat(shell.exec(NetworkGuest.ASK_METADATA)).startsWith("metadata of");
        String there = second.nic.privateIp() + "/32";
        networks.applyRules(first.id, new FirewallRules(in, List.of(new FirewallRule("tcp", 7000, 7000, there))));
        assertThat(shell.exec(ask)).isEqualTo("neighbour");
        assertThat(shell.exec(ping)).isEqualTo("nobody");
        networks.applyRules(
                first.id, new FirewallRules(in, List.of(new FirewallRule("tcp", 7000, 7000, "10.0.0.0/8"))));
        assertThat(shell.exec(ask)).isEqualTo("nobody");
        networks.applyRules(first.id, NetworkGuest.open(SHELL_FROM_HOST));
        networks.applyRules(
                second.id, NetworkGuest.open(SHELL_FROM_HOST, new FirewallRule("icmp", 8, -1, "172.31.0.0/16")));
        assertThat(shell.exec(ping)).isEqualTo("pong");
    }

    private void assertHostIsOutOfReach(NetworkGuest guest, GuestShell shell) throws Exception {
        AtomicInteger visits = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(0)) {
            Thread _ = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        listener.accept().close();
                        visits.incrementAndGet();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            String host = hostAddress();
            int port = listener.getLocalPort();
            // The way exists, so that it is the guest's rules that close it.
            List<String> inside = new ArrayList<>(attach(guest).prefix());
            inside.addAll(List.of("socat", "-T2", "-", "TCP4:" + host + ":" + port));
            assertThat(new ProcessBuilder(inside).start().waitFor(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(visits).hasValue(1);

            // An address that came after the guest: link-local ones are closed whosever they are.
            run("ip", "addr", "add", "169.254.77.77/32", "dev", "lo");
            try {
                for (String address :
                        List.of(host, "198.51.100.2", "169.254.77.77", "169.254.169.253", "127.0.0.1", "172.31.16.1")) {
                    String tried =
                            shell.exec("nc -w 2 " + address + " " + port + " </dev/null >/dev/null 2>&1; echo done");
                    assertThat(tried).isEqualTo("done");
                }
            } finally {
                run("ip", "addr", "del", "169.254.77.77/32", "dev", "lo");
            }
            assertThat(visits).hasValue(1);
        }
    }

    private static void assertAnotherAddressGoesNowhere(GuestShell shell, NetworkGuest second) throws Exception {
        shell.exec("ip addr add 172.31.16.99/20 dev eth0");
        String ping = "ping -c 1 -W 2 -I %s " + second.nic.privateIp() + " >/dev/null && echo pong || echo nobody";
        assertThat(shell.exec(ping.formatted("172.31.16.10"))).isEqualTo("pong");
        assertThat(shell.exec(ping.formatted("172.31.16.99"))).isEqualTo("nobody");
        shell.exec("ip addr del 172.31.16.99/20 dev eth0");
    }

    private void assertRulesChangeLive(NetworkGuest guest, GuestShell shell) throws Exception {
        try (Socket open = new Socket(guest.nic.publicIp(), GuestShell.PORT)) {
            networks.applyRules(guest.id, NetworkGuest.open());
            assertThat(networks.forwards(guest.id)).isEmpty();
            assertThatThrownBy(() -> new Socket(guest.nic.publicIp(), GuestShell.PORT).close())
                    .isInstanceOf(ConnectException.class);
            networks.applyRules(guest.id, NetworkGuest.open(new FirewallRule("tcp", 7000, 7000, "203.0.113.0/24")));
            assertThat(networks.forwards(guest.id)).isEmpty();
            // What was open stays open.
            open.setSoTimeout(10_000);
            open.getOutputStream().write("echo still; exit\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(new String(open.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("still\n");
        }
        networks.applyRules(guest.id, NetworkGuest.open(SHELL));
        assertThat(shell.isReady()).isTrue();
    }

    private void assertFoundAgain(NetworkGuest first, NetworkGuest second) throws Exception {
        List<PortForward> forwards = networks.forwards(first.id);
        try (Socket before = new Socket(first.nic.publicIp(), GuestShell.PORT)) {
            NamespaceNetworks later = open();
            later.adopt(Set.of(first.id));
            assertThat(later.forwards(first.id)).isEqualTo(forwards);
            before.setSoTimeout(10_000);
            before.getOutputStream().write("echo still; exit\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(new String(before.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("still\n");
            assertThat(first.shell(GuestShell.PORT).exec(NetworkGuest.ASK_METADATA))
                    .isEqualTo("metadata of 172.31.16.10");
            // The one that does not live any more is out.
            assertThat(later.forwards(second.id)).isEmpty();
            assertThat(second.shell(GuestShell.PORT).isReady()).isFalse();
            networks = later;
        }
    }

    @Test
    void whatHoldsForSubnetsHoldsForConnectionsToo() throws Exception {
        SubnetRules open = subnet("172.31.16.0/20", OUT, ANY, ANY);
        networks.applySubnets(vpc, List.of(open, subnet("172.31.32.0/20", OUT, ANY, ANY)));
        VpcId elsewhere = VpcId.create();
        try (NetworkGuest first = guest("172.31.16.40", "127.81.0.40", SHELL);
                NetworkGuest second = guest("172.31.32.41", "127.81.0.41", SHELL);
                NetworkGuest stranger = guest("172.31.32.42", "127.81.0.42", SHELL)) {
            boot(first);
            boot(second);
            Attachment strange = attach(elsewhere, stranger);
            Process _ = stranger.boot(List.of(), strange, TinyGuest.disk());
            GuestShell shell = first.shell(GuestShell.PORT);
            shell.awaitReady(BOOT);
            second.shell(GuestShell.PORT).awaitReady(BOOT);
            stranger.shell(GuestShell.PORT).awaitReady(BOOT);
            String ask = "echo 'echo neighbour; exit' | nc -w 3 %s 7000 2>/dev/null || echo nobody";
            String toSecond = ask.formatted(second.nic.privateIp());
            assertThat(shell.exec(toSecond)).isEqualTo("neighbour");
            assertThat(shell.exec(ask.formatted(stranger.nic.privateIp())))
                    .as("in another network")
                    .isEqualTo("nobody");

            // A network ACL of the second one's subnet: in, then out, where it is the answers that do not get through.
            Entry notFromFirst = new Entry(false, 6, "172.31.16.0/20", 7000, 7000);
            networks.applySubnets(vpc, List.of(open, subnet("172.31.32.0/20", OUT, List.of(notFromFirst, ALL), ANY)));
            assertThat(shell.exec(toSecond)).isEqualTo("nobody");
            assertThat(second.shell(GuestShell.PORT).isReady()).isTrue();
            Entry noAnswers = new Entry(false, 6, "172.31.16.0/20", 1024, 65_535);
            networks.applySubnets(vpc, List.of(open, subnet("172.31.32.0/20", OUT, ANY, List.of(noAnswers, ALL))));
            assertThat(shell.exec(toSecond)).isEqualTo("nobody");
            Entry noShell = new Entry(false, 6, "0.0.0.0/0", 7000, 7000);
            networks.applySubnets(vpc, List.of(open, subnet("172.31.32.0/20", OUT, List.of(noShell, ALL), ANY)));
            assertThat(networks.forwards(second.id)).noneMatch(forward -> forward.guestPort() == 7000);

            assertWayOut(first, shell, second);
        }
    }

    /** The way is to an address that the host took after the guest's rules were made, so they do not close it. */
    private void assertWayOut(NetworkGuest first, GuestShell shell, NetworkGuest second) throws Exception {
        SubnetRules other = subnet("172.31.32.0/20", OUT, ANY, ANY);
        networks.applySubnets(vpc, List.of(subnet("172.31.16.0/20", OUT, ANY, ANY), other));
        AtomicInteger visits = new AtomicInteger();
        run("ip", "addr", "add", "203.0.113.77/32", "dev", "lo");
        try (ServerSocket listener = new ServerSocket(0)) {
            Thread _ = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket visitor = listener.accept();
                        visits.incrementAndGet();
                        visitor.close();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            String visit = "nc -w 3 203.0.113.77 " + listener.getLocalPort() + " </dev/null >/dev/null 2>&1; echo done";
            assertThat(shell.exec(visit)).isEqualTo("done");
            assertThat(visits).hasValue(1);
            run("ip", "addr", "del", "203.0.113.77/32", "dev", "lo");
            SubnetRules inside = subnet("172.31.16.0/20", List.of(new Way("172.31.0.0/16", false)), ANY, ANY);
            networks.applySubnets(vpc, List.of(inside, other));
            run("ip", "addr", "add", "203.0.113.77/32", "dev", "lo");
            assertThat(networks.forwards(first.id)).isEmpty();
            assertThat(first.shell(GuestShell.PORT).isReady()).isFalse();
            // From within the network it is reached, and reaches nobody outside.
            GuestShell neighbour = second.shell(GuestShell.PORT);
            String within = "printf '%s\\n' '" + visit + "' exit | nc -w 10 " + first.nic.privateIp() + " 7000";
            assertThat(neighbour.exec(within)).contains("done");
            assertThat(visits).hasValue(1);
            networks.applySubnets(vpc, List.of(subnet("172.31.16.0/20", OUT, ANY, ANY), other));
            assertThat(first.shell(GuestShell.PORT).isReady()).isTrue();
        } finally {
            run("ip", "addr", "del", "203.0.113.77/32", "dev", "lo");
        }
    }

    private static SubnetRules subnet(String cidr, List<Way> ways, List<Entry> ingress, List<Entry> egress) {
        return new SubnetRules(cidr, ways, true, ingress, egress);
    }

    @Test
    void anInstanceThatIsAttachedTwiceHasOneOfEverything() throws Exception {
        try (NetworkGuest guest = guest("10.0.7.20", "127.81.0.20", SHELL)) {
            Attachment once = attach(guest);
            assertThat(attach(guest)).isEqualTo(once);
            assertThat(networks.forwards(guest.id)).hasSize(1);
            networks.detach(guest.id);
            networks.detach(guest.id);
            assertThat(networks.forwards(guest.id)).isEmpty();
            assertThat(new NetworkProcess(directory.resolve("networks"), LIMITS).endStrays(Set.of()))
                    .isZero();
        }
    }

    @Test
    void aPortThatTheHostUsesStaysTheHostsUntilItIsFree() throws Exception {
        InetAddress address = InetAddress.getByName("127.81.0.60");
        try (NetworkGuest guest = guest("10.0.7.60", "127.81.0.60", SHELL)) {
            try (ServerSocket taken = new ServerSocket(7000, 1, address)) {
                Attachment _ = attach(guest);
                assertThat(networks.forwards(guest.id)).isEmpty();
                // Who comes there still comes to the host's own program.
                try (Socket visitor = new Socket(address, 7000);
                        Socket visit = taken.accept()) {
                    assertThat(visit.getRemoteSocketAddress()).isEqualTo(visitor.getLocalSocketAddress());
                }
            }
            networks.applyRules(guest.id, guest.nic.rules());
            assertThat(networks.forwards(guest.id)).containsExactly(new PortForward("tcp", "127.81.0.60", 7000, 7000));
        }
    }

    @Test
    void whatNobodyRecordedIsEnded() throws Exception {
        NetworkProcess processes = new NetworkProcess(directory.resolve("networks"), LIMITS);
        var stray = processes.start("stray", List.of("sleep", "600"));
        networks.adopt(Set.of());
        assertThat(stray.isAlive()).isFalse();
    }

    @Test
    void helpersThatEndedAreStartedAgain() throws Exception {
        try (NetworkGuest guest = guest("172.31.16.30", "127.81.0.30", SHELL)) {
            Attachment attachment = attach(guest);
            NetworkRecord before = record();
            before.outside().kill(LIMITS.endPatience());
            before.guests().getFirst().metadata().kill(LIMITS.endPatience());
            toApi(before).kill(LIMITS.endPatience());
            networks = open();
            networks.adopt(Set.of(guest.id));
            assertThat(record().processes()).hasSize(5).allMatch(process -> process.isAlive());
            assertThat(networks.forwards(guest.id)).hasSize(1);
            assertThat(attach(guest)).isEqualTo(attachment);

            // The next service is told to keep guests from the API, the one after it is not.
            HostProcess toApi = toApi(record());
            api = false;
            networks = open();
            networks.adopt(Set.of(guest.id));
            assertThat(toApi.isAlive()).isFalse();
            assertThat(record().processes()).hasSize(4).allMatch(process -> process.isAlive());
            api = true;
            networks = open();
            networks.adopt(Set.of(guest.id));
            assertThat(record().processes()).hasSize(5).allMatch(process -> process.isAlive());
        }
    }

    @Test
    void addressesChangeHands() throws Exception {
        try (NetworkGuest first = guest("10.0.7.40", "127.81.0.40", SHELL);
                NetworkGuest second = guest("10.0.7.41", "127.81.0.41", SHELL)) {
            Attachment attachment = attach(first);
            Attachment _ = attach(second);
            networks.applyPublicAddresses(Map.of(first.id, "127.81.0.41", second.id, "127.81.0.40"));
            assertThat(networks.forwards(first.id)).containsExactly(new PortForward("tcp", "127.81.0.41", 7000, 7000));
            assertThat(networks.forwards(second.id)).containsExactly(new PortForward("tcp", "127.81.0.40", 7000, 7000));

            // A service that was killed before it noted what it had opened: slirp4netns tells.
            NetworkRecord record = record();
            NetworkRecord.Guest unnoted = record.guest(first.id.value()).orElseThrow();
            new NetworkRecords(directory.resolve("networks"))
                    .put(vpc.value(), record.with(unnoted.with(first.nic, List.of())));
            networks = open();
            networks.adopt(Set.of(first.id, second.id));
            networks.applyPublicAddresses(Map.of(first.id, "", second.id, "127.81.0.41"));
            assertThat(networks.forwards(first.id)).isEmpty();
            assertThat(networks.forwards(second.id)).containsExactly(new PortForward("tcp", "127.81.0.41", 7000, 7000));
            assertThatThrownBy(() -> new Socket("127.81.0.40", GuestShell.PORT).close())
                    .isInstanceOf(ConnectException.class);

            // The machine of the one goes on as it is.
            networks.applyPublicAddresses(Map.of(first.id, "127.81.0.40"));
            assertThat(attach(first)).isEqualTo(attachment);
        }
    }

    private static HostProcess toApi(NetworkRecord network) {
        return Objects.requireNonNull(network.guests().getFirst().api()).process();
    }

    private NetworkRecord record() throws IOException {
        return new NetworkRecords(directory.resolve("networks"))
                .all("vpc-", NetworkRecord.class)
                .getFirst();
    }

    private NetworkGuest guest(String privateIp, String publicIp, FirewallRule rule) throws IOException {
        String last = privateIp.substring(privateIp.lastIndexOf('.') + 1);
        String subnet = privateIp.startsWith("10.") ? "10.0.7.0/24" : privateIp.replaceAll("\\d+$", "0/20");
        return new NetworkGuest(
                directory, new Nic("02:00:00:00:00:" + last, privateIp, subnet, publicIp, NetworkGuest.open(rule)));
    }

    private void boot(NetworkGuest guest) throws Exception {
        Process _ = guest.boot(List.of(), attach(guest), TinyGuest.disk());
    }

    private Attachment attach(NetworkGuest guest) throws Exception {
        return attach(vpc, guest);
    }

    private Attachment attach(VpcId network, NetworkGuest guest) throws Exception {
        Attachment attachment = networks.attach(network, guest.id, guest.nic, guest.metadataSocket);
        networks.open(guest.id);
        return attachment;
    }

    private static String hostAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow()
                .getHostAddress();
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
