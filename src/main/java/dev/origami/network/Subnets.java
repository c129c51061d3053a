package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SubnetId;
import dev.origami.network.Networks.DefaultNetwork;
import dev.origami.zone.Outpost;
import dev.origami.zone.Zone;
import org.jspecify.annotations.Nullable;

/** The rules of subnets that accounts make beside the default ones: in any zone that they may use, and on their Outposts. */
public final class Subnets {
    /** EC2's smallest and largest subnet (source section 13). */
    private static final int LONGEST_PREFIX = 28;

    private static final int SHORTEST_PREFIX = 16;

    private Subnets() {}

    /**
     * Makes a subnet.
     *
     * @param outpost null for one that is on none
     * @throws ApiException {@code InvalidSubnet.Range}, {@code InvalidSubnet.Conflict}
     */
    public static Subnet create(
            Transaction transaction, DefaultNetwork network, Zone zone, @Nullable Outpost outpost, Cidr range) {
        Vpc vpc = network.vpc();
        boolean sized = range.prefix() >= SHORTEST_PREFIX && range.prefix() <= LONGEST_PREFIX;
        if (!sized || !vpc.cidr().contains(range)) {
            throw new ApiException(ErrorCode.INVALID_SUBNET_RANGE, "The CIDR '" + range + "' is invalid.");
        }
        if (network.subnets().stream().anyMatch(other -> other.cidr().overlaps(range))) {
            throw new ApiException(
                    ErrorCode.INVALID_SUBNET_CONFLICT, "The CIDR '" + range + "' conflicts with another subnet");
        }
        Subnet subnet = new Subnet(
                SubnetId.create(),
                vpc.id(),
                vpc.account(),
                vpc.region(),
                zone.name(),
                outpost == null ? null : outpost.arn(),
                range,
                false,
                false);
        NetworkTable.insert(transaction.sql(), subnet);
        return subnet;
    }

    /**
     * Deletes the caller's subnet.
     *
     * @throws ApiException {@code InvalidSubnetID.NotFound}, {@code DependencyViolation} while something is in it
     */
    public static void delete(Transaction transaction, Caller caller, SubnetId id) {
        Subnet subnet = Networks.require(transaction.sql(), caller).require(id);
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
        Subnet subnet = Networks.require(transaction.sql(), caller).require(id);
        if (maps && subnet.isOfCarrier()) {
            throw ApiException.invalidValue(
                    "mapPublicIpOnLaunch", "true", "In a Wavelength Zone there are no public addresses.");
        }
        NetworkTable.setMapsPublic(transaction.sql(), id, maps);
    }
}
