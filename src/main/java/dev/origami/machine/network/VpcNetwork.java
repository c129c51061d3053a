package dev.origami.machine.network;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.id.InstanceId;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.network.ForwardPlan.GuestPort;
import dev.origami.machine.network.NetworkRecord.Door;
import dev.origami.machine.network.NetworkRecord.Guest;
import dev.origami.machine.network.NetworkRecord.Opened;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The network of one VPC: a user and a network namespace, a process that holds them, slirp4netns as the way out, and
 * for each guest a tap, a DHCP server and the ways to the metadata service and to the API. Each method does one thing to it; what is
 * there is kept in {@link NetworkRecord}.
 */
final class VpcNetwork {
    /** Proxied answers are at once: the kernel's usual delay is for networks that somebody shares. */
    private static final String SETTINGS = """
            cd /proc/sys/net/ipv4
            echo 1 > ip_forward
            echo 1 > conf/%1$s/proxy_arp
            echo 0 > neigh/%1$s/proxy_delay
            """;

    /** In here only the metadata service and the API speak TCP themselves; {@link HopLimit} finds answers by these. */
    private static final String PLAIN_TCP = """
            cd /proc/sys/net/ipv4
            echo 0 > tcp_timestamps
            echo 0 > tcp_sack
            """;

    private final NetworkProcess processes;
    private final Path sockets;
    private final ApiSockets api;
    private final GuestNetworkLimits limits;

    VpcNetwork(NetworkProcess processes, Path sockets, ApiSockets api, GuestNetworkLimits limits) {
        this.processes = processes;
        this.sockets = sockets;
        this.api = api;
        this.limits = limits;
    }

    /** The namespaces, their way out and their firewall, without guests. */
    NetworkRecord create(String vpc, List<SubnetRules> subnets)
            throws IOException, MachineException, InterruptedException {
        HostProcess holder = processes.startUntilReady(
                vpc + "-holder",
                List.of("unshare", "-Urn", "sh", "-c", "echo ready >&3; exec 3>&-; exec sleep infinity"));
        try {
            inside(
                    holder,
                    ip("""
                            link set lo up
                            addr add %s/32 dev lo
                            addr add %s/32 dev lo
                            """.formatted(Firewall.METADATA, ApiSockets.ADDRESS))
                            + PLAIN_TCP
                            + nft(Firewall.network() + SubnetChains.of(subnets)));
            HostProcess outside = openOutside(vpc, holder);
            return new NetworkRecord(vpc, hostBootId(), holder, outside, List.of(), subnets);
        } catch (IOException | MachineException | InterruptedException e) {
            processes.end(holder);
            throw e;
        }
    }

    private HostProcess openOutside(String vpc, HostProcess holder)
            throws IOException, MachineException, InterruptedException {
        Files.deleteIfExists(socket(vpc));
        HostProcess outside = processes.startUntilReady(
                vpc + "-outside",
                List.of(
                        "slirp4netns",
                        "--configure",
                        "--mtu=1500",
                        "--cidr=" + Firewall.OUTSIDE_NETWORK,
                        "--disable-host-loopback",
                        "--api-socket=" + socket(vpc),
                        "--ready-fd=3",
                        Long.toString(holder.pid()),
                        Firewall.OUTSIDE));
        inside(holder, SETTINGS.formatted(Firewall.OUTSIDE));
        return outside;
    }

    /** The same network with its way out mended, if that was gone. */
    NetworkRecord mend(NetworkRecord network) throws IOException, MachineException, InterruptedException {
        if (network.outside().isAlive() && Files.exists(socket(network.vpc()))) {
            return network;
        }
        processes.end(network.outside());
        HostProcess outside = openOutside(network.vpc(), network.holder());
        List<Guest> guests = new ArrayList<>();
        for (Guest guest : network.guests()) {
            guests.add(guest.with(guest.nic(), List.of()));
        }
        return new NetworkRecord(network.vpc(), network.bootId(), network.holder(), outside, guests, network.subnets());
    }

    /** A guest's own part, without rules and open ports. */
    Guest plug(NetworkRecord network, String instance, Nic nic, Path metadataSocket)
            throws IOException, MachineException, InterruptedException {
        String tap = tapOf(instance);
        Ipv4Cidr subnet = nic.subnet();
        String router = subnet.address(1);
        String links = """
                tuntap add dev %1$s mode tap
                addr add %2$s/%3$d dev %1$s noprefixroute
                link set %1$s up
                route replace %4$s/32 dev %1$s
                neigh replace %4$s lladdr %5$s dev %1$s nud permanent
                route replace blackhole %6$s
                addr replace %7$s/32 dev lo
                """.formatted(
                        tap, router, subnet.prefixLength(), nic.privateIp(), nic.mac(), subnet, subnet.address(2));
        inside(network.holder(), ip(links) + SETTINGS.formatted(tap));
        HostProcess addresses = startAddresses(network, instance, nic);
        HostProcess metadata = startMetadata(network, instance, metadataSocket);
        Door toApi = openApi(network, instance, null);
        return new Guest(instance, tap, nic, metadataSocket.toString(), addresses, metadata, toApi, List.of());
    }

    /** The same guest with its helpers running, at that metadata socket. */
    Guest mend(NetworkRecord network, Guest guest, Path metadataSocket)
            throws IOException, MachineException, InterruptedException {
        HostProcess addresses = guest.addresses().isAlive()
                ? guest.addresses()
                : startAddresses(network, guest.instance(), guest.nic());
        HostProcess metadata = guest.metadata();
        if (!metadata.isAlive() || !guest.metadataSocket().equals(metadataSocket.toString())) {
            processes.end(metadata);
            metadata = startMetadata(network, guest.instance(), metadataSocket);
        }
        return new Guest(
                guest.instance(),
                guest.tap(),
                guest.nic(),
                metadataSocket.toString(),
                addresses,
                metadata,
                openApi(network, guest.instance(), guest.api()),
                guest.opened());
    }

    /** The way to the API as it is to be: the present one where that is right, another or none where it is not. */
    private @Nullable Door openApi(NetworkRecord network, String instance, @Nullable Door present)
            throws IOException, MachineException, InterruptedException {
        Optional<String> socket = api.of(new InstanceId(instance)).map(Path::toString);
        if (present != null) {
            if (present.process().isAlive() && socket.equals(Optional.of(present.socket()))) {
                return present;
            }
            processes.end(present.process());
        }
        if (socket.isEmpty()) {
            return null;
        }
        HostProcess process =
                relay(network, instance, "-api", ApiSockets.ADDRESS, limits.apiConnections(), socket.get());
        return new Door(socket.get(), process);
    }

    private HostProcess startAddresses(NetworkRecord network, String instance, Nic nic)
            throws IOException, MachineException {
        Ipv4Cidr subnet = nic.subnet();
        return processes.start(
                instance + "-dhcp",
                with(
                        enter(network.holder()),
                        "dnsmasq",
                        // Not for debugging: it alone keeps dnsmasq from changing to a user that is not in here.
                        "--no-daemon",
                        "--conf-file=/dev/null",
                        "--port=0",
                        "--interface=" + tapOf(instance),
                        "--except-interface=lo",
                        "--bind-interfaces",
                        "--dhcp-authoritative",
                        "--no-ping",
                        "--dhcp-range=" + nic.privateIp() + ",static," + subnet.mask() + "," + limits.leaseSeconds(),
                        "--dhcp-host=" + nic.mac() + "," + nic.privateIp(),
                        "--dhcp-option=option:router," + subnet.address(1),
                        "--dhcp-option=option:dns-server," + subnet.address(2),
                        "--dhcp-leasefile=/dev/null",
                        "--pid-file="));
    }

    private HostProcess startMetadata(NetworkRecord network, String instance, Path socket)
            throws IOException, MachineException {
        return relay(
                network, instance, "-metadata", Firewall.METADATA, limits.metadataConnections(), socket.toString());
    }

    /** Leads what a guest sends to an address to a socket of the host. */
    private HostProcess relay(
            NetworkRecord network, String instance, String suffix, String address, int connections, String socket)
            throws IOException, MachineException {
        // Bound to the guest's own interface: by which socket a question comes in tells whose it is.
        return processes.start(
                instance + suffix,
                with(
                        enter(network.holder()),
                        "socat",
                        "TCP4-LISTEN:80,bind=" + address + ",so-bindtodevice=" + tapOf(instance)
                                + ",reuseaddr,fork,max-children=" + connections,
                        "UNIX-CONNECT:" + socket));
    }

    /** The guest under these rules, its open ports changed to fit. */
    Guest open(NetworkRecord network, Guest guest, Nic nic) throws IOException, MachineException, InterruptedException {
        String script = Firewall.hostAddresses(hostAddresses()) + Firewall.guest(guest.tap(), nic);
        inside(network.holder(), nft(script));
        Slirp slirp = new Slirp(socket(network.vpc()), limits);
        Set<GuestPort> wanted = ForwardPlan.of(nic, network.subnets(), limits);
        List<Opened> opened = new ArrayList<>();
        for (Opened present : guest.opened()) {
            PortForward forward = present.forward();
            if (forward.publicIp().equals(nic.publicIp())
                    && wanted.remove(new GuestPort(forward.protocol(), forward.guestPort()))) {
                opened.add(present);
            } else {
                slirp.close(present.id());
            }
        }
        for (GuestPort port : wanted) {
            for (int hostPort : ForwardPlan.hostPorts(port.port())) {
                PortForward forward = new PortForward(port.protocol(), nic.publicIp(), hostPort, port.port());
                OptionalInt id = slirp.open(forward, nic.privateIp());
                if (id.isPresent()) {
                    opened.add(new Opened(id.getAsInt(), forward));
                    break;
                }
            }
        }
        return guest.with(nic, opened);
    }

    /** What holds in its subnets from now on, without the open ports that change with it. */
    void setSubnets(NetworkRecord network, List<SubnetRules> subnets)
            throws IOException, MachineException, InterruptedException {
        inside(network.holder(), nft(SubnetChains.of(subnets)));
    }

    /** The guest with the ports that slirp4netns holds for it: a service that was killed may have noted others. */
    Guest withPortsAsTheyAre(NetworkRecord network, Guest guest) throws IOException, InterruptedException {
        return guest.with(
                guest.nic(),
                new Slirp(socket(network.vpc()), limits).opened(guest.nic().privateIp()));
    }

    /** Takes a guest's part away. */
    void unplug(NetworkRecord network, Guest guest) throws IOException, MachineException, InterruptedException {
        Slirp slirp = new Slirp(socket(network.vpc()), limits);
        for (Opened opened : guest.opened()) {
            slirp.close(opened.id());
        }
        processes.end(guest.addresses());
        processes.end(guest.metadata());
        if (guest.api() != null) {
            processes.end(guest.api().process());
        }
        inside(network.holder(), ip("link delete " + guest.tap() + "\n") + nft(Firewall.withoutGuest(guest.tap())));
    }

    /** Ends everything in it. */
    void end(NetworkRecord network) throws InterruptedException, IOException {
        for (HostProcess process : network.processes().toList()) {
            processes.end(process);
        }
        Files.deleteIfExists(socket(network.vpc()));
    }

    /** The words before a command that run it in there. */
    static List<String> enter(HostProcess holder) {
        return List.of("nsenter", "--preserve-credentials", "-U", "-n", "-t", Long.toString(holder.pid()));
    }

    /** An interface's name has 15 characters at most; an instance's id has more. */
    static String tapOf(String instance) {
        String digits = instance.substring(instance.indexOf('-') + 1);
        return "t" + digits.substring(Math.max(0, digits.length() - 14));
    }

    static String hostBootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    private static List<String> hostAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .map(address -> address.getHostAddress())
                .distinct()
                .toList();
    }

    /** Runs a shell's script in there: each program that is started from here takes longer than all that it does. */
    private void inside(HostProcess holder, String script) throws IOException, MachineException, InterruptedException {
        String _ = processes.run(with(enter(holder), "sh", "-e"), script);
    }

    private static String ip(String lines) {
        return fed("ip -batch -", lines);
    }

    private static String nft(String rules) {
        return fed("nft -f -", rules);
    }

    /** In a shell's words, a program and what it reads. */
    private static String fed(String program, String lines) {
        return program + " <<'END'\n" + lines + "END\n";
    }

    private Path socket(String vpc) {
        return sockets.resolve(vpc + ".sock");
    }

    private static List<String> with(List<String> prefix, String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(words));
        return command;
    }
}
