package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.VpcLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ResourceId;
import dev.origami.id.VpcId;
import dev.origami.network.Vpc.Attributes;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The networks of accounts. In each region an account finds a default one when it first needs it: 172.31.0.0/16 with a
 * subnet in each availability zone and a way to the internet. It may delete that one, and make it again.
 */
public final class Networks {
    private static final Cidr DEFAULT_RANGE = Cidr.parse("172.31.0.0/16");

    /** EC2's smallest and largest network. */
    private static final int LONGEST_PREFIX = 28;

    private static final int SHORTEST_PREFIX = 16;

    /** What no network can have: blocks that mean something else on every host, and the one that leads outside here. */
    private static final List<Cidr> TAKEN = List.of(
            Cidr.parse("0.0.0.0/8"),
            Cidr.parse("127.0.0.0/8"),
            Cidr.parse("169.254.0.0/16"),
            Cidr.parse("198.51.100.0/24"),
            Cidr.parse("224.0.0.0/3"));

    private static final VpcLimits LIMITS = VpcLimits.defaults();

    private Networks() {}

    /** Whether the account was given its default network in the region, be it there still or not. */
    public static boolean isSettled(Handle sql, Caller caller) {
        return NetworkTable.isSettled(sql, caller.account(), caller.region());
    }

    /** Gives the account its default network in the region, when it was never given one. */
    public static void settle(Transaction transaction, Caller caller) {
        if (!isSettled(transaction.sql(), caller)) {
            Vpc _ = makeDefault(transaction.sql(), caller);
        }
    }

    /** The caller's networks in the region, by id. */
    public static List<Vpc> all(Handle sql, Caller caller) {
        return NetworkTable.vpcs(sql, caller.account(), caller.region());
    }

    /**
     * The caller's network of that id.
     *
     * @throws ApiException {@code InvalidVpcID.NotFound}
     */
    public static Vpc require(Handle sql, Caller caller, VpcId id) {
        return all(sql, caller).stream()
                .filter(vpc -> vpc.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new ApiException(ErrorCode.INVALID_VPC_ID_NOT_FOUND, "The vpc ID '" + id + "' does not exist"));
    }

    /** The network of that id, whoever's it is. */
    public static Optional<Vpc> find(Handle sql, VpcId id) {
        return NetworkTable.vpc(sql, id);
    }

    /** The caller's default network, when there is one. */
    public static Optional<Vpc> findDefault(Handle sql, Caller caller) {
        return all(sql, caller).stream().filter(Vpc::isDefault).findFirst();
    }

    /**
     * The caller's default network, for a request that names no other.
     *
     * @throws ApiException {@code VPCIdNotSpecified} when it has none
     */
    public static Vpc requireDefault(Handle sql, Caller caller) {
        return findDefault(sql, caller)
                .orElseThrow(() -> new ApiException(ErrorCode.VPC_ID_NOT_SPECIFIED, "No default VPC for this user"));
    }

    /**
     * Makes a network.
     *
     * @throws ApiException {@code InvalidVpc.Range}, {@code VpcLimitExceeded}
     */
    public static Vpc create(Transaction transaction, Caller caller, Cidr range) {
        boolean sized = range.prefix() >= SHORTEST_PREFIX && range.prefix() <= LONGEST_PREFIX;
        if (!sized || TAKEN.stream().anyMatch(range::overlaps)) {
            throw new ApiException(ErrorCode.INVALID_VPC_RANGE, "The CIDR '" + range + "' is invalid.");
        }
        return make(transaction.sql(), caller, range, false, Attributes.OF_NEW);
    }

    /**
     * Makes the default network again.
     *
     * @throws ApiException {@code DefaultVpcAlreadyExists}, {@code VpcLimitExceeded}
     */
    public static Vpc createDefault(Transaction transaction, Caller caller) {
        if (findDefault(transaction.sql(), caller).isPresent()) {
            throw new ApiException(
                    ErrorCode.DEFAULT_VPC_ALREADY_EXISTS,
                    "A Default VPC already exists for this account in this region.");
        }
        return makeDefault(transaction.sql(), caller);
    }

    /** Changes what can be changed of a network. */
    public static void setAttributes(Transaction transaction, Vpc vpc, Attributes attributes) {
        NetworkTable.setAttributes(transaction.sql(), vpc.id(), attributes);
    }

    /**
     * Deletes the caller's network with what was made with it.
     *
     * @return all that is gone
     * @throws ApiException {@code InvalidVpcID.NotFound}, {@code DependencyViolation} while something else is in it
     */
    public static List<ResourceId> delete(Transaction transaction, Caller caller, VpcId id) {
        Handle sql = transaction.sql();
        Vpc vpc = require(sql, caller, id);
        List<SecurityGroup> groups = SecurityGroupTable.of(sql, vpc.account(), vpc.region()).stream()
                .filter(group -> group.vpc().equals(id))
                .toList();
        List<RouteTable> tables = RouteTables.of(sql, id);
        List<NetworkAcl> acls = NetworkAcls.of(sql, id);
        if (!NetworkTable.subnets(sql, id).isEmpty()
                || groups.size() > 1
                || tables.size() > 1
                || acls.size() > 1
                || InternetGateways.attachedTo(sql, caller, id).isPresent()) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION, "The vpc '" + id + "' has dependencies and cannot be deleted.");
        }
        List<ResourceId> gone = new ArrayList<>(List.of(
                id,
                groups.getFirst().id(),
                tables.getFirst().id(),
                acls.getFirst().id()));
        groups.forEach(group -> {
            SecurityGroupTable.rules(sql, group.id()).forEach(rule -> gone.add(rule.id()));
            SecurityGroupTable.delete(sql, group.id());
        });
        tables.forEach(table -> RouteTables.deleteMain(sql, table));
        acls.forEach(acl -> NetworkAclTable.delete(sql, acl.id()));
        NetworkTable.delete(sql, id);
        return gone;
    }

    /** The subnet that an interface is in. */
    public static Subnet subnet(Handle sql, NetworkInterface nic) {
        return NetworkTable.subnets(sql, nic.vpc()).stream()
                .filter(subnet -> subnet.id().equals(nic.subnet()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such subnet: " + nic.subnet()));
    }

    private static Vpc makeDefault(Handle sql, Caller caller) {
        NetworkTable.setSettled(sql, caller.account(), caller.region());
        Vpc vpc = make(sql, caller, DEFAULT_RANGE, true, Attributes.OF_DEFAULT);
        for (Zone zone : Zones.of(caller.region()).availabilityZones()) {
            Subnet _ = Subnets.makeDefault(sql, vpc, zone);
        }
        InternetGateway gateway = InternetGateways.makeAttached(sql, vpc);
        RouteTables.of(sql, vpc.id())
                .forEach(main -> RouteTableTable.putRoute(sql, main.id(), Cidr.EVERYWHERE, gateway.id()));
        return vpc;
    }

    private static Vpc make(Handle sql, Caller caller, Cidr range, boolean isDefault, Attributes attributes) {
        if (all(sql, caller).size() >= LIMITS.networks()) {
            throw new ApiException(
                    ErrorCode.VPC_LIMIT_EXCEEDED, "The maximum number of VPCs has been reached: " + LIMITS.networks());
        }
        Vpc vpc = new Vpc(VpcId.create(), caller.account(), caller.region(), range, isDefault, attributes);
        NetworkTable.insert(sql, vpc);
        SecurityGroups.makeDefault(sql, vpc);
        RouteTable _ = RouteTables.makeMain(sql, vpc);
        NetworkAcls.makeDefault(sql, vpc);
        return vpc;
    }
}
