package dev.origami.machine.network;

import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.MachineException;
import java.nio.file.Path;
import java.util.List;

/** The networks of all machines on this host. All methods may be called twice. */
public interface Networks {
    /** Makes what connects a machine, or finds what is there of it. */
    Attachment attach(VpcId vpc, InstanceId instance, Nic nic, Path metadataSocket)
            throws MachineException, InterruptedException;

    /** From now on these may come in, and nothing else. */
    void applyRules(InstanceId instance, List<FirewallRule> rules) throws MachineException, InterruptedException;

    /** Takes away what connects a machine; nothing when there is nothing. */
    void detach(InstanceId instance) throws InterruptedException;
}
