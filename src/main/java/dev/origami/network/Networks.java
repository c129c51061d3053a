package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroupRule.Traffic;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The default network of an account in a region: a VPC of 172.31.0.0/16 with a subnet in each availability zone and the group
 * {@code default}, made in the transaction that first needs it.
 */
public final class Networks {
    private static final Cidr DEFAULT_RANGE = Cidr.parse("172.31.0.0/16");
    private static final int SUBNET_PREFIX = 20;

    private Networks() {}

    /** The network with its parts. */
    public record DefaultNetwork(Vpc vpc, List<Subnet> subnets) {
        public DefaultNetwork {
            subnets = List.copyOf(subnets);
        }

        /** The subnet of a launch into the zone that names none. */
        public Optional<Subnet> inZone(String zone) {
            return subnets.stream()
                    .filter(subnet -> subnet.isDefault() && subnet.zone().equals(zone))
                    .findFirst();
        }

        /**
         * The subnet of that id.
         *
         * @throws ApiException {@code InvalidSubnetID.NotFound}
         */
        public Subnet require(SubnetId id) {
            return subnets.stream()
                    .filter(subnet -> subnet.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new ApiException(
                            ErrorCode.INVALID_SUBNET_ID_NOT_FOUND, "The subnet ID '" + id + "' does not exist"));
        }

        /**
         * The network itself, when it has that id.
         *
         * @throws ApiException {@code InvalidVpcID.NotFound}
         */
        public Vpc require(VpcId id) {
            if (!vpc.id().equals(id)) {
                throw new ApiException(ErrorCode.INVALID_VPC_ID_NOT_FOUND, "The vpc ID '" + id + "' does not exist");
            }
            return vpc;
        }
    }

    /** The caller's network, when it is there already. */
    public static Optional<DefaultNetwork> find(Handle sql, Caller caller) {
        return NetworkTable.vpc(sql, caller.account(), caller.region())
                .map(vpc -> new DefaultNetwork(vpc, NetworkTable.subnets(sql, vpc.id())));
    }

    /**
     * The caller's network.
     *
     * @throws ApiException {@code InvalidVpcID.NotFound} when nothing needed one so far
     */
    public static DefaultNetwork require(Handle sql, Caller caller) {
        return find(sql, caller)
                .orElseThrow(() -> new ApiException(ErrorCode.INVALID_VPC_ID_NOT_FOUND, "There is no default VPC yet"));
    }

    /** The caller's network, made now when it is not there yet. */
    public static DefaultNetwork ensure(Transaction transaction, Caller caller) {
        return find(transaction.sql(), caller).orElseGet(() -> make(transaction.sql(), caller));
    }

    /** The subnet that an interface is in. */
    public static Subnet subnet(Handle sql, NetworkInterface nic) {
        return NetworkTable.subnets(sql, nic.vpc()).stream()
                .filter(subnet -> subnet.id().equals(nic.subnet()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such subnet: " + nic.subnet()));
    }

    private static DefaultNetwork make(Handle sql, Caller caller) {
        Vpc vpc = new Vpc(VpcId.create(), caller.account(), caller.region(), DEFAULT_RANGE);
        NetworkTable.insert(sql, vpc);
        List<Subnet> subnets = new ArrayList<>();
        for (Zone zone : Zones.of(caller.region()).availabilityZones()) {
            Cidr range = DEFAULT_RANGE.part(subnets.size(), SUBNET_PREFIX);
            Subnet subnet = new Subnet(
                    SubnetId.create(),
                    vpc.id(),
                    caller.account(),
                    caller.region(),
                    zone.name(),
                    null,
                    range,
                    true,
                    true);
            NetworkTable.insert(sql, subnet);
            subnets.add(subnet);
        }
        SecurityGroup group = new SecurityGroup(
                SecurityGroupId.create(),
                vpc.id(),
                caller.account(),
                caller.region(),
                SecurityGroup.DEFAULT_NAME,
                "default VPC security group");
        SecurityGroupTable.insert(sql, group);
        SecurityGroupTable.insert(
                sql,
                SecurityGroups.rule(
                        group.id(),
                        Direction.INGRESS,
                        Traffic.EVERYTHING,
                        new Members(group.id(), group.account()),
                        null));
        SecurityGroupTable.insert(sql, SecurityGroups.openEgress(group.id()));
        return new DefaultNetwork(vpc, subnets);
    }
}
