package dev.origami.machine.network;

import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.MachineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The networks of all machines on this host. All methods may be called twice. What they start goes on when the service
 * ends, and is found again by the next one on the same directory.
 */
public interface Networks {
    /**
     * Makes what connects a machine, or finds what is there of it; the interface's rules hold from then on.
     *
     * @param metadataSocket where the metadata service of this instance listens, now or later
     */
    Attachment attach(VpcId vpc, InstanceId instance, Nic nic, Path metadataSocket)
            throws MachineException, InterruptedException;

    /**
     * Says how to open ports while the machine runs: to be called when a machine has started and when it was adopted.
     * Where no help of the machine is needed, nothing happens.
     */
    void running(InstanceId instance, HostForwarder forwarder) throws MachineException, InterruptedException;

    /**
     * From now on these may come in, and nothing else. Connections that are there already go on, as on EC2.
     *
     * @throws MachineException when the instance is not attached, too
     */
    void applyRules(InstanceId instance, List<FirewallRule> rules) throws MachineException, InterruptedException;

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
