package dev.origami.machine.qemu;

import dev.origami.guest.GuestShell;
import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.machine.network.Attachment;
import dev.origami.machine.network.FirewallRules;
import dev.origami.machine.network.HostForwarder;
import dev.origami.machine.network.Networks;
import dev.origami.machine.network.Nic;
import dev.origami.machine.network.PortForward;
import dev.origami.machine.network.SubnetRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The least of a network: the guest's shell is at its public address, and the guest reaches nothing. */
final class ForwardedNetworks implements Networks {
    @Override
    public Attachment attach(VpcId vpc, InstanceId instance, Nic nic, Path metadataSocket) {
        String forward = nic.publicIp() + ":" + GuestShell.PORT + "-:" + GuestShell.PORT;
        return new Attachment(List.of(), List.of("-netdev", "user,id=net0,restrict=on,hostfwd=tcp:" + forward));
    }

    @Override
    public void open(InstanceId instance) {}

    @Override
    public void running(InstanceId instance, HostForwarder forwarder) {}

    @Override
    public List<PortForward> forwards(InstanceId instance) {
        return List.of();
    }

    @Override
    public void adopt(Set<InstanceId> alive) {}

    @Override
    public void applyRules(InstanceId instance, FirewallRules rules) {}

    @Override
    public void applySubnets(VpcId vpc, List<SubnetRules> rules) {}

    @Override
    public void applyPublicAddresses(Map<InstanceId, String> addresses) {}

    @Override
    public void detach(InstanceId instance) {}
}
