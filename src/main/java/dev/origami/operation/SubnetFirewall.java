package dev.origami.operation;

import dev.origami.database.Database;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.machine.MachineException;
import dev.origami.machine.Machines;
import dev.origami.machine.network.SubnetRules;
import dev.origami.machine.network.SubnetRules.Entry;
import dev.origami.machine.network.SubnetRules.Way;
import dev.origami.network.NetworkAcl;
import dev.origami.network.NetworkAcl.Ports;
import dev.origami.network.NetworkAcls;
import dev.origami.network.Networks;
import dev.origami.network.RouteTable;
import dev.origami.network.RouteTables;
import dev.origami.network.Subnet;
import dev.origami.network.Subnets;
import dev.origami.network.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What route tables and network ACLs mean for the machines: rules of subnets, brought to networks that have machines. */
public final class SubnetFirewall {
    private static final Logger log = LoggerFactory.getLogger(SubnetFirewall.class);
    private static final Ports NO_PORTS = new Ports(-1, -1);

    private final Database database;
    private final Machines machines;
    /** From the reading of rows to the end of what they are brought to: nothing older comes after something newer. */
    private final ReentrantLock lock = new ReentrantLock();

    public SubnetFirewall(Database database, Machines machines) {
        this.database = database;
        this.machines = machines;
    }

    /** Brings what holds in a network's subnets now to the machines that are in it and to those that will be. */
    public void bring(VpcId vpc) throws MachineException, InterruptedException {
        lock.lockInterruptibly();
        try {
            List<SubnetRules> rules = database.read(sql -> rules(sql, vpc));
            machines.applySubnets(vpc, rules);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #bring}, after a change that was answered already: machines that cannot be told are logged. */
    public void apply(VpcId vpc) {
        try {
            bring(vpc);
        } catch (MachineException e) {
            log.warn("The route tables and network ACLs of {} cannot be brought to its machines", vpc, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<SubnetRules> rules(Handle sql, VpcId id) {
        Vpc vpc = Networks.find(sql, id).orElse(null);
        if (vpc == null) {
            return List.of();
        }
        List<RouteTable> tables = RouteTables.of(sql, id);
        List<NetworkAcl> acls = NetworkAcls.of(sql, id);
        List<SubnetRules> rules = new ArrayList<>();
        for (Subnet subnet : Subnets.of(sql, id)) {
            NetworkAcl acl = acl(acls, subnet.id());
            rules.add(new SubnetRules(
                    subnet.cidr().toString(),
                    ways(table(tables, subnet.id())),
                    vpc.attributes().dnsSupport(),
                    entries(acl, false),
                    entries(acl, true)));
        }
        return rules;
    }

    /** Its own one, or else the main one. */
    private static RouteTable table(List<RouteTable> tables, SubnetId subnet) {
        return tables.stream()
                .filter(table ->
                        table.associations().stream().anyMatch(association -> subnet.equals(association.subnet())))
                .findFirst()
                .or(() -> tables.stream().filter(RouteTable::isMain).findFirst())
                .orElseThrow(() -> new IllegalStateException(subnet + " has no route table"));
    }

    private static NetworkAcl acl(List<NetworkAcl> acls, SubnetId subnet) {
        return acls.stream()
                .filter(acl -> acl.associations().stream().anyMatch(association -> subnet.equals(association.subnet())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(subnet + " has no network ACL"));
    }

    /** What is of the network itself is nowhere outside of it. */
    private static List<Way> ways(RouteTable table) {
        List<Way> ways = new ArrayList<>();
        ways.add(new Way(table.local().toString(), false));
        table.routes().forEach(route -> ways.add(new Way(route.destination().toString(), route.isActive())));
        return ways;
    }

    private static List<Entry> entries(NetworkAcl acl, boolean egress) {
        return acl.entries().stream()
                .filter(entry -> entry.egress() == egress)
                .map(entry -> {
                    Ports said = entry.ports();
                    Ports ports = said == null ? NO_PORTS : said;
                    return new Entry(
                            entry.allows(), entry.protocol(), entry.cidr().toString(), ports.from(), ports.to());
                })
                .toList();
    }
}
