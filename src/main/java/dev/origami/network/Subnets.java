package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.VpcLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.zone.Outpost;
import dev.origami.zone.Zone;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules of subnets: the default ones, and those that accounts make in any zone that they may use and on their Outposts. */
public final class Subnets {
    /** EC2's smallest and largest subnet (source section 13). */
    private static final int LONGEST_PREFIX = 28;

    private static final int SHORTEST_PREFIX = 16;
    private static final int DEFAULT_PREFIX = 20;
    private static final VpcLimits LIMITS = VpcLimits.defaults();

    private Subnets() {}

    /** The caller's subnets in the region, default ones first. */
    public static List<Subnet> all(Handle sql, Caller caller) {
        return NetworkTable.subnets(sql, caller.account(), caller.region());
    }

    /** The subnets of a network, default ones first. */
    public static List<Subnet> of(Handle sql, VpcId vpc) {
        return NetworkTable.subnets(sql, vpc);
    }

    /**
     * The caller's subnet of that id.
     *
     * @throws ApiException {@code InvalidSubnetID.NotFound}
     */
    public static Subnet require(Handle sql, Caller caller, SubnetId id) {
        return all(sql, caller).stream()
                .filter(subnet -> subnet.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_SUBNET_ID_NOT_FOUND, "The subnet ID '" + id + "' does not exist"));
    }

    /**
     * Makes a subnet.
     *
     * @param outpost null for one that is on none
     * @throws ApiException {@code InvalidSubnet.Range}, {@code InvalidSubnet.Conflict}, {@code SubnetLimitExceeded}
     */
    public static Subnet create(Transaction transaction, Vpc vpc, Zone zone, @Nullable Outpost outpost, Cidr range) {
        boolean sized = range.prefix() >= SHORTEST_PREFIX && range.prefix() <= LONGEST_PREFIX;
        if (!sized || !vpc.cidr().contains(range)) {
            throw new ApiException(ErrorCode.INVALID_SUBNET_RANGE, "The CIDR '" + range + "' is invalid.");
        }
        String arn = outpost == null ? null : outpost.arn();
        return make(transaction.sql(), vpc, zone, arn, range, false);
    }

    /**
     * Makes the default subnet of an availability zone again.
     *
     * @throws ApiException {@code DefaultVpcDoesNotExist}, {@code DefaultSubnetAlreadyExistsInAvailabilityZone},
     *     {@code InvalidSubnet.Conflict} when the network has no room
     */
    public static Subnet createDefault(Transaction transaction, Caller caller, Zone zone) {
        Handle sql = transaction.sql();
        Vpc vpc = Networks.findDefault(sql, caller)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.DEFAULT_VPC_DOES_NOT_EXIST,
                        "No default VPC exists for this account in this region."));
        of(sql, vpc.id()).stream()
                .filter(subnet -> subnet.isDefault() && subnet.zone().equals(zone.name()))
                .findFirst()
                .ifPresent(subnet -> {
                    throw new ApiException(
                            ErrorCode.DEFAULT_SUBNET_ALREADY_EXISTS_IN_AVAILABILITY_ZONE,
                            "'" + subnet.id() + "' is already the default subnet in " + zone.name() + ".");
                });
        return makeDefault(sql, vpc, zone);
    }

    /** In the first part of the network that is free. */
    static Subnet makeDefault(Handle sql, Vpc vpc, Zone zone) {
        List<Subnet> present = of(sql, vpc.id());
        Cidr range = IntStream.range(0, 1 << (DEFAULT_PREFIX - vpc.cidr().prefix()))
                .mapToObj(index -> vpc.cidr().part(index, DEFAULT_PREFIX))
                .filter(part ->
                        present.stream().noneMatch(subnet -> subnet.cidr().overlaps(part)))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_SUBNET_CONFLICT,
                        "The vpc '" + vpc.id() + "' has no free block of " + DEFAULT_PREFIX + " bits."));
        return make(sql, vpc, zone, null, range, true);
    }

    private static Subnet make(
            Handle sql, Vpc vpc, Zone zone, @Nullable String outpost, Cidr range, boolean isDefault) {
        List<Subnet> present = of(sql, vpc.id());
        if (present.stream().anyMatch(other -> other.cidr().overlaps(range))) {
            throw new ApiException(
                    ErrorCode.INVALID_SUBNET_CONFLICT, "The CIDR '" + range + "' conflicts with another subnet");
        }
        if (present.size() >= LIMITS.subnets()) {
            throw new ApiException(
                    ErrorCode.SUBNET_LIMIT_EXCEEDED,
                    "The maximum number of subnets of a VPC has been reached: " + LIMITS.subnets());
        }
        Subnet subnet = new Subnet(
                SubnetId.create(),
                vpc.id(),
                vpc.account(),
                vpc.region(),
                zone.name(),
                outpost,
                range,
                isDefault,
                isDefault);
        NetworkTable.insert(sql, subnet);
        NetworkAcls.join(sql, subnet);
        return subnet;
    }

    /**
     * Deletes the caller's subnet.
     *
     * @throws ApiException {@code InvalidSubnetID.NotFound}, {@code DependencyViolation} while something is in it
     */
    public static void delete(Transaction transaction, Caller caller, SubnetId id) {
        Subnet subnet = require(transaction.sql(), caller, id);
        if (!InterfaceTable.privateAddresses(transaction.sql(), id).isEmpty()) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION,
                    "The subnet '" + subnet.id() + "' has dependencies and cannot be deleted.");
        }
        NetworkTable.delete(transaction.sql(), id);
    }

    /**
     * Says whether servers in it have a public address where nothing is said of one.
     *
     * @throws ApiException {@code InvalidSubnetID.NotFound}, {@code InvalidParameterValue} in a Wavelength Zone, where
     *     addresses are the carrier's
     */
    public static void setMapsPublic(Transaction transaction, Caller caller, SubnetId id, boolean maps) {
        Subnet subnet = require(transaction.sql(), caller, id);
        if (maps && subnet.isOfCarrier()) {
            throw ApiException.invalidValue(
                    "mapPublicIpOnLaunch", "true", "In a Wavelength Zone there are no public addresses.");
        }
        NetworkTable.setMapsPublic(transaction.sql(), id, maps);
    }
}
