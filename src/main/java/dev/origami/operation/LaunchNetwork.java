package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.network.InterfaceGroups;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroups;
import dev.origami.network.Subnet;
import dev.origami.network.Subnets;
import dev.origami.network.Vpc;
import dev.origami.operation.LaunchRequest.NetworkWish;
import dev.origami.zone.ZoneGroups;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Where a launch puts its instances.
 *
 * @param present the interface that the one instance gets; null where each gets a new one
 * @param wish what a new interface is to be like; null where there is one
 * @param deleteOnTermination whether the interface goes with its instance
 */
record LaunchNetwork(
        Subnet subnet,
        @Nullable NetworkInterface present,
        NetworkInterfaces.@Nullable Wish wish,
        boolean deleteOnTermination) {
    /**
     * Where a request says.
     *
     * @throws ApiException as RunInstances does
     */
    static LaunchNetwork of(
            Transaction transaction,
            Caller caller,
            LaunchRequest request,
            SecurityGroups groups,
            NetworkInterfaces interfaces) {
        NetworkWish wish = request.network();
        requireOne(wish.privateAddress(), "A private address", request.most());
        requireOne(wish.nic(), "A network interface", request.most());
        Networks.settle(transaction, caller);
        Handle sql = transaction.sql();
        if (wish.nic() != null) {
            return present(sql, caller, wish, interfaces.require(sql, caller, wish.nic()));
        }
        Subnet subnet = subnet(sql, caller, wish);
        return new LaunchNetwork(
                subnet,
                null,
                new NetworkInterfaces.Wish(
                        subnet,
                        InterfaceGroups.ofNew(groups, sql, caller, subnet, wish.groups(), wish.groupNames()),
                        wish.privateAddress(),
                        wantsAddress(subnet, wish),
                        wish.description()),
                wish.deleteOnTermination() == null || wish.deleteOnTermination());
    }

    private static void requireOne(@Nullable Object given, String what, int most) {
        if (given != null && most > 1) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    what + " can be given to one instance only, and " + most + " were asked for");
        }
    }

    private static LaunchNetwork present(Handle sql, Caller caller, NetworkWish wish, NetworkInterface nic) {
        String zone = wish.zone();
        if (zone != null
                && !ZoneGroups.require(sql, caller.account(), caller.region(), zone)
                        .name()
                        .equals(nic.zone())) {
            throw ApiException.invalidValue(
                    "availabilityZone", zone, "The network interface '" + nic.id() + "' is in " + nic.zone() + ".");
        }
        return new LaunchNetwork(Networks.subnet(sql, nic), nic, null, Boolean.TRUE.equals(wish.deleteOnTermination()));
    }

    /**
     * Gives an instance its interface.
     *
     * @throws ApiException {@code InvalidNetworkInterface.InUse}, and as for a new interface
     */
    NetworkInterface give(Transaction transaction, Caller caller, InstanceId instance, NetworkInterfaces interfaces) {
        if (present != null) {
            interfaces.attach(transaction, present, instance, deleteOnTermination);
            return present;
        }
        if (wish == null) {
            throw new IllegalStateException("neither an interface nor what it is to be like");
        }
        return interfaces.create(transaction, caller, instance, deleteOnTermination, wish);
    }

    /** Whether it is to have an address that others reach: a public one, or in a Wavelength Zone one of the carrier. */
    private static boolean wantsAddress(Subnet subnet, NetworkWish wish) {
        boolean ofCarrier = subnet.isOfCarrier();
        Boolean unfit = ofCarrier ? wish.publicAddress() : wish.carrierAddress();
        if (Boolean.TRUE.equals(unfit)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    ofCarrier
                            ? "In a Wavelength Zone there are no public addresses: use AssociateCarrierIpAddress"
                            : "Carrier addresses are in Wavelength Zones only, and the subnet '" + subnet.id()
                                    + "' is in '" + subnet.zone() + "'");
        }
        if (ofCarrier) {
            return Boolean.TRUE.equals(wish.carrierAddress());
        }
        return wish.publicAddress() == null ? subnet.mapsPublic() : wish.publicAddress();
    }

    /** The subnet that was named, or the zone's default one, or the one that has the address, or the first. */
    private static Subnet subnet(Handle sql, Caller caller, NetworkWish wish) {
        String zone = wish.zone() == null
                ? null
                : ZoneGroups.require(sql, caller.account(), caller.region(), wish.zone())
                        .name();
        if (wish.subnet() != null) {
            Subnet subnet = Subnets.require(sql, caller, wish.subnet());
            if (zone != null && !zone.equals(subnet.zone())) {
                throw ApiException.invalidValue(
                        "availabilityZone", zone, "The subnet '" + subnet.id() + "' is in " + subnet.zone() + ".");
            }
            return subnet;
        }
        Vpc vpc = Networks.requireDefault(sql, caller);
        List<Subnet> defaults =
                Subnets.of(sql, vpc.id()).stream().filter(Subnet::isDefault).toList();
        if (zone != null) {
            return defaults.stream()
                    .filter(subnet -> subnet.zone().equals(zone))
                    .findFirst()
                    .orElseThrow(() -> new ApiException(
                            ErrorCode.MISSING_INPUT, "No default subnet for availability zone: '" + zone + "'."));
        }
        return defaults.stream()
                .filter(subnet -> wish.privateAddress() == null || subnet.cidr().contains(wish.privateAddress()))
                .findFirst()
                .or(() -> defaults.stream().findFirst())
                .orElseThrow(() -> new ApiException(
                        ErrorCode.MISSING_INPUT,
                        "No subnets found for the default VPC '" + vpc.id() + "'. Please specify a subnet."));
    }
}
