package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.NetworkLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.network.ElasticAddress.Association;
import dev.origami.zone.Places;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import dev.origami.zone.ZoneKind;
import dev.origami.zone.Zones;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of Elastic IP addresses: an account keeps them until it releases them, each is associated with at most one
 * interface, and each interface has at most one.
 */
public final class ElasticAddresses {
    private final NetworkLimits limits;
    private final PublicAddresses addresses;

    /** @param places which public addresses belong to places */
    public ElasticAddresses(NetworkLimits limits, Places places) {
        this.limits = limits;
        this.addresses = new PublicAddresses(places);
    }

    /**
     * Gives the account an address.
     *
     * @param wanted the network border group; null for the region itself
     * @throws ApiException {@code AddressLimitExceeded}, {@code InvalidParameterValue}, {@code UnsupportedOperation},
     *     {@code ResourceLimitExceeded} when all addresses are in use
     */
    public ElasticAddress allocate(Transaction transaction, Caller caller, @Nullable String wanted) {
        Handle sql = transaction.sql();
        String border = border(sql, caller, wanted);
        if (all(sql, caller).size() >= limits.elasticAddresses()) {
            throw new ApiException(
                    ErrorCode.ADDRESS_LIMIT_EXCEEDED,
                    "The maximum number of addresses has been reached: " + limits.elasticAddresses());
        }
        ElasticAddress address = new ElasticAddress(
                AllocationId.create(),
                caller.account(),
                caller.region(),
                border,
                addresses.free(sql, caller.region(), border),
                null);
        ElasticTable.insert(sql, address);
        return address;
    }

    /** The caller's addresses in the region, by id. */
    public List<ElasticAddress> all(Handle sql, Caller caller) {
        return ElasticTable.of(sql, caller.account(), caller.region());
    }

    /**
     * The caller's address of that id.
     *
     * @throws ApiException {@code InvalidAllocationID.NotFound}
     */
    public ElasticAddress require(Handle sql, Caller caller, AllocationId id) {
        return find(sql, caller, address -> address.id().equals(id))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_ALLOCATION_ID_NOT_FOUND, "The allocation ID '" + id + "' does not exist"));
    }

    /**
     * The caller's address that has the association.
     *
     * @throws ApiException {@code InvalidAssociationID.NotFound}
     */
    public ElasticAddress require(Handle sql, Caller caller, AssociationId id) {
        return find(
                        sql,
                        caller,
                        address -> address.association() != null
                                && address.association().id().equals(id))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_ASSOCIATION_ID_NOT_FOUND, "The association ID '" + id + "' does not exist"));
    }

    /**
     * Takes the address back; somebody else may have it then.
     *
     * @param border where the caller thinks that it is; null when nothing is said
     * @throws ApiException {@code InvalidIPAddress.InUse}, {@code InvalidAddress.NotFound}
     */
    public void release(Transaction transaction, ElasticAddress address, @Nullable String border) {
        if (border != null && !border.equals(address.border())) {
            throw new ApiException(
                    ErrorCode.INVALID_ADDRESS_NOT_FOUND,
                    "The address '" + address.address() + "' is not in the network border group '" + border + "'.");
        }
        if (address.association() != null) {
            throw new ApiException(ErrorCode.INVALID_IP_ADDRESS_IN_USE, "Address " + address.address() + " is in use.");
        }
        ElasticTable.delete(transaction.sql(), address.id());
    }

    /**
     * Makes the address, which is associated with nothing, the public one of an interface; what that had goes back to all.
     *
     * @throws ApiException {@code InvalidParameterCombination} when the interface is in another part of the network
     */
    public AssociationId associate(Transaction transaction, ElasticAddress address, NetworkInterface nic) {
        String border = Zones.require(nic.region(), nic.zone()).border();
        if (!border.equals(address.border())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The address '" + address.address() + "' is of the network border group '" + address.border()
                            + "', and the network interface '" + nic.id() + "' of '" + border + "'.");
        }
        Association association = new Association(AssociationId.create(), nic.id());
        ElasticTable.associate(transaction.sql(), address.id(), association);
        InterfaceTable.setPublicAddress(transaction.sql(), nic.id(), address.address());
        return association.id();
    }

    /** Ends an association; its interface has no public address then. */
    public void disassociate(Transaction transaction, Association association) {
        ElasticTable.disassociate(transaction.sql(), association.id());
        InterfaceTable.setPublicAddress(transaction.sql(), association.nic(), null);
    }

    private Optional<ElasticAddress> find(Handle sql, Caller caller, Predicate<ElasticAddress> which) {
        return all(sql, caller).stream().filter(which).findFirst();
    }

    private static String border(Handle sql, Caller caller, @Nullable String wanted) {
        if (wanted == null || wanted.equals(caller.region().name())) {
            return caller.region().name();
        }
        Zone zone = Zones.of(caller.region()).zones().stream()
                .filter(each -> each.border().equals(wanted) && ZoneGroups.mayUse(sql, caller.account(), each))
                .findFirst()
                .orElseThrow(() -> ApiException.invalidValue(
                        "networkBorderGroup",
                        wanted,
                        "The account can use no such group in "
                                + caller.region().name() + "."));
        if (zone.kind() == ZoneKind.WAVELENGTH_ZONE) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The network border group '" + wanted
                            + "' is of a carrier: addresses of carriers come with a launch there, and are not kept here.");
        }
        return wanted;
    }
}
