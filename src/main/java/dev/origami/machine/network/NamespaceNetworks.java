package dev.origami.machine.network;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import dev.origami.machine.network.NetworkRecord.Guest;
import dev.origami.machine.network.NetworkRecord.Opened;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks in namespaces of their own, one for each VPC, without root: guests have the internet, each other where their
 * rules say so, and never the host.
 */
public final class NamespaceNetworks implements Networks {
    private static final Logger log = LoggerFactory.getLogger(NamespaceNetworks.class);
    private static final String PREFIX = "vpc-";

    private final NetworkRecords records;
    private final NetworkProcess processes;
    private final VpcNetwork vpcNetwork;
    /** One change at a time: each is a few commands of some milliseconds. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, NetworkRecord> networks = new ConcurrentHashMap<>();
    /** What holds in the subnets of networks that have no machines yet. */
    private final Map<String, List<SubnetRules>> subnets = new ConcurrentHashMap<>();

    /**
     * @param directory where it is kept what there is; the same for each start of the service
     * @param sockets where control sockets lie: a short path, of this user alone
     * @param api where guests reach the API
     */
    public NamespaceNetworks(Path directory, Path sockets, ApiSockets api, GuestNetworkLimits limits)
            throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(sockets);
        this.records = new NetworkRecords(directory);
        this.processes = new NetworkProcess(directory, limits);
        this.vpcNetwork = new VpcNetwork(processes, sockets, api, limits);
        String bootId = VpcNetwork.hostBootId();
        for (NetworkRecord network : records.all(PREFIX, NetworkRecord.class)) {
            if (network.bootId().equals(bootId)) {
                networks.put(network.vpc(), network);
            } else {
                records.remove(network.vpc());
            }
        }
    }

    @Override
    public Attachment attach(VpcId vpc, InstanceId instance, Nic nic, Path metadataSocket)
            throws MachineException, InterruptedException {
        lock.lockInterruptibly();
        try {
            NetworkRecord network = vpc(vpc.value());
            Guest guest = guest(network, instance.value(), nic, metadataSocket);
            keep(network.with(guest.with(nic, guest.opened())));
            return new Attachment(
                    VpcNetwork.enter(network.holder()),
                    List.of("-netdev", "tap,id=net0,ifname=" + guest.tap() + ",script=no,downscript=no"));
        } catch (IOException e) {
            throw new MachineException("the network of " + instance + " cannot be made: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private NetworkRecord vpc(String vpc) throws IOException, MachineException, InterruptedException {
        NetworkRecord present = networks.get(vpc);
        if (present != null && present.holder().isAlive()) {
            NetworkRecord mended = vpcNetwork.mend(present);
            keep(mended);
            return mended;
        }
        if (present != null) {
            log.warn("the network of {} has ended, and is made anew", vpc);
            end(present);
        }
        NetworkRecord created = vpcNetwork.create(vpc, subnets.getOrDefault(vpc, List.of()));
        keep(created);
        return created;
    }

    private Guest guest(NetworkRecord network, String instance, Nic nic, Path metadataSocket)
            throws IOException, MachineException, InterruptedException {
        Optional<Guest> present = network.guest(instance);
        if (present.isPresent() && present.get().nic().sameAddresses(nic)) {
            return vpcNetwork.mend(network, present.get(), metadataSocket);
        }
        if (present.isPresent()) {
            vpcNetwork.unplug(network, present.get());
        }
        return vpcNetwork.plug(network, instance, nic, metadataSocket);
    }

    @Override
    public void running(InstanceId instance, HostForwarder forwarder) {
        // slirp4netns holds the ports, not the machine.
    }

    @Override
    public void open(InstanceId instance) throws MachineException, InterruptedException {
        open(instance, nic -> nic);
    }

    @Override
    public void applyRules(InstanceId instance, FirewallRules rules) throws MachineException, InterruptedException {
        open(instance, nic -> nic.withRules(rules));
    }

    private void open(InstanceId instance, UnaryOperator<Nic> change) throws MachineException, InterruptedException {
        lock.lockInterruptibly();
        try {
            NetworkRecord network =
                    networkOf(instance).orElseThrow(() -> new MachineException(instance + " is in no network"));
            Guest guest = network.guest(instance.value()).orElseThrow();
            keep(network.with(vpcNetwork.open(network, guest, change.apply(guest.nic()))));
        } catch (IOException e) {
            throw new MachineException("the rules of " + instance + " cannot be changed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void applySubnets(VpcId vpc, List<SubnetRules> rules) throws MachineException, InterruptedException {
        lock.lockInterruptibly();
        try {
            subnets.put(vpc.value(), rules);
            NetworkRecord present = networks.get(vpc.value());
            if (present == null
                    || !present.holder().isAlive()
                    || present.subnets().equals(rules)) {
                return;
            }
            vpcNetwork.setSubnets(present, rules);
            NetworkRecord network = present.with(rules);
            keep(network);
            for (Guest guest : network.guests()) {
                network = network.with(vpcNetwork.open(network, guest, guest.nic()));
                keep(network);
            }
        } catch (IOException e) {
            throw new MachineException("the subnets of " + vpc + " cannot be changed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void applyPublicAddresses(Map<InstanceId, String> addresses) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            AddressChange.apply(
                    addresses,
                    instance -> networkOf(instance)
                            .flatMap(network -> network.guest(instance.value()))
                            .map(Guest::nic),
                    this::applyPublicAddress);
        } finally {
            lock.unlock();
        }
    }

    private void applyPublicAddress(InstanceId instance, String address) throws InterruptedException {
        try {
            NetworkRecord network = networkOf(instance).orElseThrow();
            Guest guest = network.guest(instance.value()).orElseThrow();
            keep(network.with(vpcNetwork.open(network, guest, guest.nic().withPublicIp(address))));
        } catch (IOException | MachineException e) {
            log.warn("{} cannot be given the public address '{}'", instance, address, e);
        }
    }

    @Override
    public List<PortForward> forwards(InstanceId instance) {
        return networkOf(instance)
                .flatMap(network -> network.guest(instance.value()))
                .map(guest -> guest.opened().stream().map(Opened::forward).toList())
                .orElse(List.of());
    }

    @Override
    public void adopt(Set<InstanceId> alive) throws MachineException, InterruptedException {
        lock.lockInterruptibly();
        try {
            Set<String> keptIds = alive.stream().map(InstanceId::value).collect(Collectors.toSet());
            for (NetworkRecord network : List.copyOf(networks.values())) {
                for (Guest guest : network.guests()) {
                    if (!keptIds.contains(guest.instance())) {
                        remove(guest.instance());
                    }
                }
            }
            int strays = processes.endStrays(networks.values().stream()
                    .flatMap(NetworkRecord::processes)
                    .map(HostProcess::pid)
                    .collect(Collectors.toSet()));
            if (strays > 0) {
                log.warn("ended {} processes of networks that no instance uses", strays);
            }
            for (NetworkRecord network : List.copyOf(networks.values())) {
                adopt(network);
            }
        } catch (IOException e) {
            throw new MachineException("the networks of an earlier start cannot be used: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void adopt(NetworkRecord left) throws IOException, MachineException, InterruptedException {
        if (!left.holder().isAlive() || left.guests().isEmpty()) {
            end(left);
            return;
        }
        NetworkRecord network = vpcNetwork.mend(left);
        for (Guest guest : network.guests()) {
            Guest found = vpcNetwork.withPortsAsTheyAre(network, guest);
            Guest mended = vpcNetwork.mend(network, found, Path.of(guest.metadataSocket()));
            // The host's own addresses may be others now.
            network = network.with(vpcNetwork.open(network, mended, mended.nic()));
            keep(network);
        }
    }

    @Override
    public void detach(InstanceId instance) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            remove(instance.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void remove(String instance) throws IOException, InterruptedException {
        for (NetworkRecord network : new ArrayList<>(networks.values())) {
            Optional<Guest> guest = network.guest(instance);
            if (guest.isEmpty()) {
                continue;
            }
            NetworkRecord rest = network.without(instance);
            if (rest.guests().isEmpty() || !network.holder().isAlive()) {
                end(network);
                continue;
            }
            try {
                vpcNetwork.unplug(network, guest.get());
            } catch (MachineException | IOException e) {
                // What is left of it is without a process, and goes with the network.
                log.warn("{} could not be taken out of its network", instance, e);
            }
            keep(rest);
        }
    }

    private void end(NetworkRecord network) throws IOException, InterruptedException {
        vpcNetwork.end(network);
        networks.remove(network.vpc());
        records.remove(network.vpc());
    }

    private void keep(NetworkRecord network) throws IOException {
        networks.put(network.vpc(), network);
        records.put(network.vpc(), network);
    }

    private Optional<NetworkRecord> networkOf(InstanceId instance) {
        return networks.values().stream()
                .filter(network -> network.guest(instance.value()).isPresent())
                .findFirst();
    }
}
