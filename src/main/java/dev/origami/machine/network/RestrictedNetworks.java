package dev.origami.machine.network;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.MachineException;
import dev.origami.machine.network.ForwardPlan.GuestPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is where a host gives no namespaces or no taps: QEMU's own user network, with everything closed but the
 * metadata service, the API and the open ports. A guest reaches neither the internet nor other guests, so of what route tables and
 * network ACLs say there is only this to hold: a port to which they let nobody is not opened.
 */
public final class RestrictedNetworks implements Networks {
    private static final Logger log = LoggerFactory.getLogger(RestrictedNetworks.class);
    private static final String PREFIX = "i-";

    /** The one block of a size that QEMU takes which holds the metadata address, and the default VPC with it. */
    private static final Ipv4Cidr REACH = Ipv4Cidr.parse("160.0.0.0/4");

    /** For guests whose own address is outside of that block. */
    private static final String INSTEAD = "172.31.255.10";

    private final NetworkRecords records;
    private final ApiSockets api;
    private final GuestNetworkLimits limits;
    private final Map<InstanceId, Guest> guests = new ConcurrentHashMap<>();
    private final Map<InstanceId, HostForwarder> forwarders = new ConcurrentHashMap<>();
    private final Map<VpcId, List<SubnetRules>> subnets = new ConcurrentHashMap<>();

    /**
     * A guest and its open ports.
     *
     * @param vpc null in a record from before networks had rules of their own
     */
    record Guest(String instance, @Nullable String vpc, Nic nic, List<PortForward> forwards) {}

    /**
     * @param directory where it is kept what there is; the same for each start of the service
     * @param api where guests reach the API
     */
    public RestrictedNetworks(Path directory, ApiSockets api, GuestNetworkLimits limits) throws IOException {
        Files.createDirectories(directory);
        this.records = new NetworkRecords(directory);
        this.api = api;
        this.limits = limits;
        for (Guest guest : records.all(PREFIX, Guest.class)) {
            guests.put(new InstanceId(guest.instance()), guest);
        }
    }

    @Override
    public Attachment attach(VpcId vpc, InstanceId instance, Nic nic, Path metadataSocket) throws MachineException {
        List<PortForward> forwards = new ArrayList<>();
        for (GuestPort port : ForwardPlan.of(nic, subnets.getOrDefault(vpc, List.of()), limits)) {
            for (int hostPort : ForwardPlan.hostPorts(port.port())) {
                PortForward forward = new PortForward(port.protocol(), nic.publicIp(), hostPort, port.port());
                // QEMU does not start at all when one of its ports cannot be had.
                if (isFree(forward)) {
                    forwards.add(forward);
                    break;
                }
            }
        }
        keep(instance, new Guest(instance.value(), vpc.value(), nic, forwards));
        StringBuilder netdev = new StringBuilder("user,id=net0,restrict=on,ipv6=off,net=" + REACH);
        netdev.append(",host=172.31.0.1,dns=172.31.0.2,dhcpstart=").append(addressOf(nic));
        netdev.append(relay(Firewall.METADATA, metadataSocket));
        api.of(instance).ifPresent(socket -> netdev.append(relay(ApiSockets.ADDRESS, socket)));
        for (PortForward forward : forwards) {
            netdev.append(",hostfwd=").append(rule(forward, nic));
        }
        return new Attachment(List.of(), List.of("-netdev", netdev.toString()));
    }

    /** Leads what the guest sends to an address to a socket of the host. */
    private static String relay(String address, Path socket) {
        // A comma ends an option of QEMU's, unless it is doubled.
        return ",guestfwd=tcp:" + address + ":80-cmd:socat STDIO UNIX-CONNECT:"
                + socket.toString().replace(",", ",,");
    }

    @Override
    public void open(InstanceId instance) {
        // QEMU opens the ports that it is started with, and lets nothing else through.
    }

    @Override
    public void running(InstanceId instance, HostForwarder forwarder) throws MachineException, InterruptedException {
        forwarders.put(instance, forwarder);
        Guest guest = guests.get(instance);
        if (guest != null && rules(guest).isPresent()) {
            // They may have changed since it was attached.
            open(instance, guest, forwarder, guest.nic());
        }
    }

    @Override
    public void applySubnets(VpcId vpc, List<SubnetRules> rules) throws MachineException, InterruptedException {
        subnets.put(vpc, rules);
        for (Map.Entry<InstanceId, Guest> entry : guests.entrySet()) {
            HostForwarder forwarder = forwarders.get(entry.getKey());
            if (forwarder != null && vpc.value().equals(entry.getValue().vpc())) {
                open(
                        entry.getKey(),
                        entry.getValue(),
                        forwarder,
                        entry.getValue().nic());
            }
        }
    }

    @Override
    public void applyRules(InstanceId instance, FirewallRules rules) throws MachineException, InterruptedException {
        Guest guest = guests.get(instance);
        HostForwarder forwarder = forwarders.get(instance);
        if (guest == null || forwarder == null) {
            throw new MachineException(instance + " is in no network");
        }
        open(instance, guest, forwarder, guest.nic().withRules(rules));
    }

    @Override
    public void applyPublicAddresses(Map<InstanceId, String> addresses) throws InterruptedException {
        AddressChange.apply(
                addresses,
                instance -> Optional.ofNullable(guests.get(instance)).map(Guest::nic),
                this::applyPublicAddress);
    }

    private void applyPublicAddress(InstanceId instance, String address) throws InterruptedException {
        Guest guest = guests.get(instance);
        HostForwarder forwarder = forwarders.get(instance);
        if (guest == null || forwarder == null) {
            return;
        }
        try {
            open(instance, guest, forwarder, guest.nic().withPublicIp(address));
        } catch (MachineException e) {
            log.warn("{} cannot be given the public address '{}'", instance, address, e);
        }
    }

    /** Opens and closes ports to fit the interface. */
    private void open(InstanceId instance, Guest guest, HostForwarder forwarder, Nic nic)
            throws MachineException, InterruptedException {
        Set<GuestPort> wanted = ForwardPlan.of(nic, rules(guest).orElse(List.of()), limits);
        List<PortForward> forwards = new ArrayList<>();
        for (PortForward present : guest.forwards()) {
            if (present.publicIp().equals(nic.publicIp())
                    && wanted.remove(new GuestPort(present.protocol(), present.guestPort()))) {
                forwards.add(present);
            } else {
                String _ = forwarder.monitor("hostfwd_remove net0 " + hostSide(present));
            }
        }
        for (GuestPort port : wanted) {
            for (int hostPort : ForwardPlan.hostPorts(port.port())) {
                PortForward forward = new PortForward(port.protocol(), nic.publicIp(), hostPort, port.port());
                // A service that was killed may have opened it and not noted that.
                String _ = forwarder.monitor("hostfwd_remove net0 " + hostSide(forward));
                String refusal = forwarder.monitor("hostfwd_add net0 " + rule(forward, nic));
                if (refusal.isBlank()) {
                    forwards.add(forward);
                    break;
                }
                log.info("{} cannot have {}: {}", instance, forward, refusal.strip());
            }
        }
        keep(instance, new Guest(instance.value(), guest.vpc(), nic, forwards));
    }

    @Override
    public List<PortForward> forwards(InstanceId instance) {
        Guest guest = guests.get(instance);
        return guest == null ? List.of() : guest.forwards();
    }

    @Override
    public void adopt(Set<InstanceId> alive) {
        for (InstanceId instance : List.copyOf(guests.keySet())) {
            if (!alive.contains(instance)) {
                detach(instance);
            }
        }
    }

    @Override
    public void detach(InstanceId instance) {
        guests.remove(instance);
        forwarders.remove(instance);
        try {
            records.remove(instance.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What holds in the subnets of its network, when that was said. */
    private Optional<List<SubnetRules>> rules(Guest guest) {
        String vpc = guest.vpc();
        return vpc == null ? Optional.empty() : Optional.ofNullable(subnets.get(new VpcId(vpc)));
    }

    private void keep(InstanceId instance, Guest guest) throws MachineException {
        try {
            records.put(instance.value(), guest);
            guests.put(instance, guest);
        } catch (IOException e) {
            throw new MachineException("the network of " + instance + " cannot be recorded: " + e.getMessage(), e);
        }
    }

    private static String addressOf(Nic nic) {
        return REACH.contains(Ipv4Cidr.parseAddress(nic.privateIp())) ? nic.privateIp() : INSTEAD;
    }

    private static String rule(PortForward forward, Nic nic) {
        return hostSide(forward) + "-" + addressOf(nic) + ":" + forward.guestPort();
    }

    private static String hostSide(PortForward forward) {
        return forward.protocol() + ":" + forward.publicIp() + ":" + forward.hostPort();
    }

    private static boolean isFree(PortForward forward) {
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(InetAddress.getByName(forward.publicIp()), forward.hostPort());
            if (forward.protocol().equals("udp")) {
                try (DatagramSocket socket = new DatagramSocket(address)) {
                    return socket.isBound();
                }
            }
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(address);
                return true;
            }
        } catch (IOException taken) {
            return false;
        }
    }
}
