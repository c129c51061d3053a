package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.NetworkLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.VpcId;
import dev.origami.network.NetworkInterface.Attachment;
import dev.origami.zone.Places;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules of network interfaces and of the addresses that they have. */
public final class NetworkInterfaces {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final InstantSource clock;
    private final NetworkLimits limits;
    private final PublicAddresses addresses;

    /** @param places which public addresses belong to places */
    public NetworkInterfaces(InstantSource clock, NetworkLimits limits, Places places) {
        this.clock = clock;
        this.limits = limits;
        this.addresses = new PublicAddresses(places);
    }

    /**
     * What a new interface is to be like.
     *
     * @param privateAddress null for any that is free
     */
    public record Wish(
            Subnet subnet,
            List<SecurityGroupId> groups,
            @Nullable Ipv4 privateAddress,
            boolean publicAddress,
            String description) {
        public Wish {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Makes an interface that waits for an instance.
     *
     * @throws ApiException {@code InvalidIPAddress.InUse}, {@code InvalidParameterValue},
     *     {@code InsufficientFreeAddressesInSubnet}, {@code ResourceLimitExceeded}
     */
    public NetworkInterface create(Transaction transaction, Caller caller, Wish wish) {
        return create(transaction, caller, null, wish);
    }

    /**
     * Gives a new instance its interface and addresses.
     *
     * @throws ApiException {@code InvalidIPAddress.InUse}, {@code InvalidParameterValue},
     *     {@code InsufficientFreeAddressesInSubnet}, {@code ResourceLimitExceeded}
     */
    public NetworkInterface create(
            Transaction transaction, Caller caller, InstanceId instance, boolean deleteOnTermination, Wish wish) {
        return create(transaction, caller, attachment(instance, deleteOnTermination), wish);
    }

    /**
     * Gives an instance an interface that waits for one.
     *
     * @throws ApiException {@code InvalidNetworkInterface.InUse}
     */
    public void attach(
            Transaction transaction, NetworkInterface nic, InstanceId instance, boolean deleteOnTermination) {
        if (nic.attachment() != null) {
            throw new ApiException(ErrorCode.INVALID_NETWORK_INTERFACE_IN_USE, "interface: [" + nic.id() + "] in use");
        }
        InterfaceTable.attach(transaction.sql(), nic.id(), attachment(instance, deleteOnTermination));
    }

    private Attachment attachment(InstanceId instance, boolean deleteOnTermination) {
        String digits = NetworkInterfaceId.create().value().substring("eni-".length());
        return new Attachment("eni-attach-" + digits, instance, clock.instant(), deleteOnTermination);
    }

    private NetworkInterface create(
            Transaction transaction, Caller caller, @Nullable Attachment attachment, Wish wish) {
        requireGroupCount(wish.groups());
        Subnet subnet = wish.subnet();
        Handle sql = transaction.sql();
        NetworkInterface nic = new NetworkInterface(
                NetworkInterfaceId.create(),
                caller.account(),
                caller.region(),
                subnet.vpc(),
                subnet.id(),
                subnet.zone(),
                attachment,
                mac(),
                privateAddress(sql, subnet, wish.privateAddress()),
                wish.publicAddress() ? addresses.free(sql, subnet) : null,
                null,
                wish.publicAddress(),
                true,
                wish.description(),
                wish.groups());
        InterfaceTable.insert(sql, nic);
        return nic;
    }

    /** The interface of an instance, as long as there is one. */
    public Optional<NetworkInterface> ofInstance(Handle sql, InstanceId instance) {
        return InterfaceTable.ofInstance(sql, instance);
    }

    /** The interfaces of instances, by instance; those that have none are not in it. */
    public Map<InstanceId, NetworkInterface> ofInstances(Handle sql, List<InstanceId> instances) {
        return InterfaceTable.ofInstances(
                        sql, instances.stream().map(InstanceId::value).toList())
                .stream()
                .collect(Collectors.toMap(nic -> nic.attached().instance(), Function.identity()));
    }

    /**
     * The caller's interface of that id.
     *
     * @throws ApiException {@code InvalidNetworkInterfaceID.NotFound}
     */
    public NetworkInterface require(Handle sql, Caller caller, NetworkInterfaceId id) {
        return all(sql, caller).stream()
                .filter(nic -> nic.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_NETWORK_INTERFACE_ID_NOT_FOUND,
                        "The networkInterface ID '" + id + "' does not exist"));
    }

    /** The caller's interfaces in the region, by id. */
    public List<NetworkInterface> all(Handle sql, Caller caller) {
        return InterfaceTable.of(sql, caller.account(), caller.region());
    }

    public List<NetworkInterface> inNetwork(Handle sql, VpcId vpc) {
        return InterfaceTable.inNetwork(sql, vpc);
    }

    /** Where each instance that is not terminated is reached; nothing for those without a public address. */
    public Map<InstanceId, Optional<Ipv4>> publicAddresses(Handle sql) {
        return InterfaceTable.addressesOfInstances(sql);
    }

    /** How many addresses of the subnet instances could still have. */
    public int availableAddresses(Handle sql, Subnet subnet) {
        return subnet.usableAddresses()
                - InterfaceTable.privateAddresses(sql, subnet.id()).size();
    }

    /** Gives a starting instance a public address, when it wants one and has none. */
    public void takePublicAddress(Transaction transaction, InstanceId instance) {
        ofInstance(transaction.sql(), instance)
                .filter(nic -> nic.wantsPublic() && nic.publicAddress() == null)
                .ifPresent(nic -> InterfaceTable.setPublicAddress(
                        transaction.sql(),
                        nic.id(),
                        addresses.free(transaction.sql(), Networks.subnet(transaction.sql(), nic))));
    }

    /** Takes the public address of an instance that stopped; an Elastic IP address stays. */
    public void dropPublicAddress(Transaction transaction, InstanceId instance) {
        ofInstance(transaction.sql(), instance)
                .filter(nic -> nic.elastic() == null)
                .ifPresent(nic -> InterfaceTable.setPublicAddress(transaction.sql(), nic.id(), null));
    }

    /**
     * Puts the interface into these groups instead.
     *
     * @throws ApiException {@code ResourceLimitExceeded}, {@code InvalidParameterValue}
     */
    public void setGroups(Transaction transaction, NetworkInterface nic, List<SecurityGroupId> groups) {
        requireGroupCount(groups);
        InterfaceTable.setGroups(transaction.sql(), nic.id(), groups);
    }

    public void setSourceDestCheck(Transaction transaction, NetworkInterface nic, boolean check) {
        InterfaceTable.setSourceDestCheck(transaction.sql(), nic.id(), check);
    }

    public void setDescription(Transaction transaction, NetworkInterface nic, String description) {
        InterfaceTable.setDescription(transaction.sql(), nic.id(), description);
    }

    /** Whether an interface that is attached goes with its instance. */
    public void setDeleteOnTermination(Transaction transaction, NetworkInterface nic, boolean deletes) {
        InterfaceTable.setDeleteOnTermination(transaction.sql(), nic.id(), deletes);
    }

    /** Takes the interface of a terminated instance: it is gone with its addresses, or waits for another one. */
    public void release(Transaction transaction, InstanceId instance) {
        Handle sql = transaction.sql();
        ofInstance(sql, instance).ifPresent(nic -> {
            if (nic.attached().deleteOnTermination()) {
                InterfaceTable.delete(sql, nic.id());
            } else {
                InterfaceTable.detach(sql, nic.id());
            }
        });
    }

    /**
     * Deletes an interface that no instance has; an Elastic IP address that it had stays with the account.
     *
     * @throws ApiException {@code InvalidParameterValue} when it is in use
     */
    public void delete(Transaction transaction, NetworkInterface nic) {
        if (nic.attachment() != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "Network interface '" + nic.id() + "' is currently in use.");
        }
        InterfaceTable.delete(transaction.sql(), nic.id());
    }

    private void requireGroupCount(List<SecurityGroupId> groups) {
        if (groups.isEmpty()) {
            throw ApiException.missing("SecurityGroupId");
        }
        if (groups.size() > limits.groupsOfInterface()) {
            throw new ApiException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "The maximum number of security groups per interface is " + limits.groupsOfInterface());
        }
    }

    private static Ipv4 privateAddress(Handle sql, Subnet subnet, @Nullable Ipv4 wanted) {
        Set<Ipv4> taken = InterfaceTable.privateAddresses(sql, subnet.id());
        if (wanted != null) {
            if (!subnet.isUsable(wanted)) {
                throw ApiException.invalidValue(
                        "privateIpAddress",
                        wanted.toString(),
                        "Address does not fall within the subnet's usable range");
            }
            if (taken.contains(wanted)) {
                throw new ApiException(ErrorCode.INVALID_IP_ADDRESS_IN_USE, "Address " + wanted + " is in use.");
            }
            return wanted;
        }
        int usable = subnet.usableAddresses();
        int start = NetworkTable.nextAddress(sql, subnet.id()) - Subnet.RESERVED_FIRST;
        for (int i = 0; i < usable; i++) {
            int offset = Subnet.RESERVED_FIRST + (start + i) % usable;
            Ipv4 address = subnet.cidr().first().plus(offset);
            if (!taken.contains(address)) {
                NetworkTable.setNextAddress(sql, subnet.id(), offset + 1);
                return address;
            }
        }
        throw new ApiException(
                ErrorCode.INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET,
                "Insufficient free addresses in subnet '" + subnet.id() + "' (all " + usable + " are in use)");
    }

    /** Locally administered, unicast. */
    private static String mac() {
        byte[] bytes = new byte[6];
        RANDOM.nextBytes(bytes);
        bytes[0] = 0x06;
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }
}
