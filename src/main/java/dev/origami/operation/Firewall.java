package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.id.VpcId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.machine.MachineException;
import dev.origami.machine.Machines;
import dev.origami.machine.network.FirewallRule;
import dev.origami.machine.network.FirewallRules;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Ipv4Range;
import dev.origami.network.SecurityGroupRule.Ipv6Range;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroupRule.Traffic;
import dev.origami.network.SecurityGroups;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What security groups mean for the machines: rules with addresses instead of groups, brought to machines that run. */
public final class Firewall {
    private static final Logger LOG = LoggerFactory.getLogger(Firewall.class);
    private static final int ANY = -1;

    private final Database database;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final SecurityGroups groups;
    private final Machines machines;

    public Firewall(
            Database database,
            Instances instances,
            NetworkInterfaces interfaces,
            SecurityGroups groups,
            Machines machines) {
        this.database = database;
        this.instances = instances;
        this.interfaces = interfaces;
        this.groups = groups;
        this.machines = machines;
    }

    /** What may pass at an interface, from the rows as they are. */
    public FirewallRules rules(Handle sql, NetworkInterface nic) {
        return rules(sql, nic, interfaces.inNetwork(sql, nic.vpc()));
    }

    /** @param neighbours all interfaces of its network */
    private FirewallRules rules(Handle sql, NetworkInterface nic, List<NetworkInterface> neighbours) {
        List<SecurityGroupRule> all = nic.groups().stream()
                .flatMap(group -> groups.rules(sql, group).stream())
                .toList();
        return new FirewallRules(rules(all, Direction.INGRESS, neighbours), rules(all, Direction.EGRESS, neighbours));
    }

    private static List<FirewallRule> rules(
            List<SecurityGroupRule> all, Direction direction, List<NetworkInterface> neighbours) {
        return all.stream()
                .filter(rule -> rule.direction() == direction)
                .flatMap(rule -> rules(rule, neighbours))
                .distinct()
                .toList();
    }

    /**
     * Brings the rules as they are now to all machines of a network: a group's rules, or who is in it, has changed. A
     * machine that cannot take them is logged, and has the rules that it had.
     */
    public void apply(VpcId vpc) throws InterruptedException {
        Map<InstanceId, FirewallRules> rules = database.read(sql -> ofRunning(sql, vpc));
        for (Map.Entry<InstanceId, FirewallRules> entry : rules.entrySet()) {
            try {
                machines.applyRules(entry.getKey(), entry.getValue());
            } catch (MachineException e) {
                LOG.warn("The security groups of {} cannot be brought to its machine", entry.getKey(), e);
            }
        }
    }

    private Map<InstanceId, FirewallRules> ofRunning(Handle sql, VpcId vpc) {
        Map<InstanceId, FirewallRules> rules = new LinkedHashMap<>();
        Set<InstanceId> running = new LinkedHashSet<>();
        instances.inState(sql, InstanceState.RUNNING).stream().map(Instance::id).forEach(running::add);
        List<NetworkInterface> all = interfaces.inNetwork(sql, vpc);
        for (NetworkInterface nic : all) {
            InstanceId instance = nic.instance();
            if (instance != null && running.contains(instance)) {
                rules.put(instance, rules(sql, nic, all));
            }
        }
        return rules;
    }

    private static Stream<FirewallRule> rules(SecurityGroupRule rule, List<NetworkInterface> neighbours) {
        return switch (rule.peer()) {
            case Ipv4Range range -> Stream.of(rule(rule.what(), range.cidr().toString()));
            // No instance here has an address of IPv6.
            case Ipv6Range _ -> Stream.empty();
            case Members members ->
                neighbours.stream()
                        .filter(neighbour -> neighbour.groups().contains(members.group()))
                        .map(neighbour -> rule(rule.what(), neighbour.privateAddress() + "/32"));
        };
    }

    private static FirewallRule rule(Traffic what, String cidr) {
        Integer from = what.fromPort();
        Integer to = what.toPort();
        return new FirewallRule(what.protocol(), from == null ? ANY : from, to == null ? ANY : to, cidr);
    }
}
