package dev.origami.machine.network;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.MachineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The networks of all machines on this host. All methods may be called twice. What they start goes on when the service
 * ends, and is found again by the next one on the same directory.
 */
public interface Networks {
    /**
     * The networks that this host can have.
     *
     * @param namespaces whether it gives namespaces and all that networks in them need; where not, guests are closed in
     * @param directory where it is kept what there is; the same for each start of the service
     * @param sockets where control sockets lie: a short path, of this user alone
     * @param api where guests reach the API
     */
    static Networks open(boolean namespaces, Path directory, Path sockets, ApiSockets api, GuestNetworkLimits limits)
            throws IOException {
        return namespaces
                ? new NamespaceNetworks(directory, sockets, api, limits)
                : new RestrictedNetworks(directory, api, limits);
    }

    /**
     * Makes what connects a machine, or finds what is there of it. What is new lets nothing through before {@link #open}.
     *
     * @param metadataSocket where the metadata service of this instance listens, now or later
     */
    Attachment attach(VpcId vpc, InstanceId instance, Nic nic, Path metadataSocket)
            throws MachineException, InterruptedException;

    /** From now on what is attached lets through what its interface's rules say: may be called while its machine starts. */
    void open(InstanceId instance) throws MachineException, InterruptedException;

    /**
     * Says how to open ports while the machine runs: to be called when a machine has started and when it was adopted.
     * Where no help of the machine is needed, nothing happens.
     */
    void running(InstanceId instance, HostForwarder forwarder) throws MachineException, InterruptedException;

    /**
     * From now on this may pass, and nothing else. Connections that are there already go on, as on EC2.
     *
     * @throws MachineException when the instance is not attached, too
     */
    void applyRules(InstanceId instance, FirewallRules rules) throws MachineException, InterruptedException;

    /**
     * From now on these hold in the subnets of a network, for the machines that are attached and for those that will be,
     * and for connections that are there already. A subnet of which nothing is said is open.
     */
    void applySubnets(VpcId vpc, List<SubnetRules> rules) throws MachineException, InterruptedException;

    /**
     * From now on these instances are reached at these public addresses; empty for none. Those that are not attached are
     * left out. All lose what they had before any gets what it is to have, so addresses may change hands. One that cannot
     * take its own is logged.
     */
    void applyPublicAddresses(Map<InstanceId, String> addresses) throws InterruptedException;

    /** The ports of the host that lead to an instance now; empty when it is not attached. */
    List<PortForward> forwards(InstanceId instance);

    /**
     * After a start of the service: keeps the networks of these instances, mends what ended in them, and ends everything
     * else that an earlier service left.
     */
    void adopt(Set<InstanceId> alive) throws MachineException, InterruptedException;

    /** Takes away what connects a machine; nothing when there is nothing. */
    void detach(InstanceId instance) throws InterruptedException;
}
