package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.id.InstanceId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.network.ElasticAddress;
import dev.origami.network.ElasticAddress.Association;
import dev.origami.network.ElasticAddresses;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterface.Elastic;
import dev.origami.network.NetworkInterfaces;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Elastic IP addresses given to instances and taken from them: in the rows, and at once for machines that run. */
public final class ElasticIps {
    private final Database database;
    private final ElasticAddresses addresses;
    private final Instances instances;
    private final NetworkInterfaces interfaces;
    private final PublicReach reach;

    public ElasticIps(
            Database database,
            ElasticAddresses addresses,
            Instances instances,
            NetworkInterfaces interfaces,
            PublicReach reach) {
        this.database = database;
        this.addresses = addresses;
        this.instances = instances;
        this.interfaces = interfaces;
        this.reach = reach;
    }

    /**
     * What is to be associated; one of instance and interface is named.
     *
     * @param privateAddress which of the interface's own addresses; null for the first
     * @param reassociate whether the address may be taken from another interface
     */
    public record Wish(
            AllocationId allocation,
            @Nullable InstanceId instance,
            @Nullable NetworkInterfaceId nic,
            @Nullable Ipv4 privateAddress,
            boolean reassociate) {}

    /**
     * Makes an address the public one of an interface. One that it had before goes back to its account, or to all.
     *
     * @throws ApiException {@code InvalidAllocationID.NotFound}, {@code InvalidInstanceID.NotFound}, {@code
     *     InvalidInstanceID}, {@code InvalidNetworkInterfaceID.NotFound}, {@code InvalidParameterValue}, {@code
     *     InvalidParameterCombination}, {@code Resource.AlreadyAssociated}
     */
    public AssociationId associate(Caller caller, Wish wish) {
        AssociationId id = database.write(transaction -> associate(transaction, caller, wish));
        reach.apply();
        return id;
    }

    private AssociationId associate(Transaction transaction, Caller caller, Wish wish) {
        Handle sql = transaction.sql();
        ElasticAddress address = addresses.require(sql, caller, wish.allocation());
        NetworkInterface nic = target(sql, caller, wish);
        Ipv4 own = wish.privateAddress();
        if (own != null && !own.equals(nic.privateAddress())) {
            throw ApiException.invalidValue(
                    "privateIpAddress",
                    own.toString(),
                    "The network interface '" + nic.id() + "' does not have this address.");
        }
        Association present = address.association();
        if (present != null && present.nic().equals(nic.id())) {
            return present.id();
        }
        if (present != null && !wish.reassociate()) {
            throw new ApiException(
                    ErrorCode.RESOURCE_ALREADY_ASSOCIATED,
                    "resource " + address.id() + " is already associated with associate-id " + present.id());
        }
        if (present != null) {
            take(transaction, present, interfaces.require(sql, caller, present.nic()));
        }
        Elastic former = nic.elastic();
        if (former != null) {
            addresses.disassociate(transaction, new Association(former.association(), nic.id()));
        }
        return addresses.associate(transaction, address, nic);
    }

    private NetworkInterface target(Handle sql, Caller caller, Wish wish) {
        InstanceId instance = wish.instance();
        NetworkInterfaceId nic = wish.nic();
        if (instance != null && nic != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "You may specify either an instance ID or a network interface ID, not both.");
        }
        if (nic != null) {
            NetworkInterface found = interfaces.require(sql, caller, nic);
            InstanceId of = found.instance();
            if (of != null) {
                requireThere(instances.get(sql, of));
            }
            return found;
        }
        if (instance == null) {
            throw ApiException.missing("InstanceId");
        }
        requireThere(instances.requireOwned(sql, caller, instance));
        return interfaces.ofInstance(sql, instance).orElseThrow();
    }

    private static void requireThere(Instance instance) {
        switch (instance.state()) {
            case RUNNING, STOPPING, STOPPED -> {}
            case PENDING, SHUTTING_DOWN, TERMINATED ->
                throw new ApiException(
                        ErrorCode.INVALID_INSTANCE_ID,
                        "The " + instance.state().wire() + " instance '" + instance.id()
                                + "' is not in a valid state for this operation.");
        }
    }

    /**
     * Ends an association.
     *
     * @throws ApiException {@code InvalidAssociationID.NotFound}
     */
    public void disassociate(Caller caller, AssociationId id) {
        database.writing(transaction -> {
            Association association =
                    addresses.require(transaction.sql(), caller, id).association();
            if (association != null) {
                take(transaction, association, interfaces.require(transaction.sql(), caller, association.nic()));
            }
        });
        reach.apply();
    }

    /** As on EC2, an instance that came up with a public address and runs gets a new one. */
    private void take(Transaction transaction, Association association, NetworkInterface nic) {
        addresses.disassociate(transaction, association);
        InstanceId instance = nic.instance();
        if (instance == null) {
            return;
        }
        switch (instances.get(transaction.sql(), instance).state()) {
            case PENDING, RUNNING -> interfaces.takePublicAddress(transaction, instance);
            case STOPPING, STOPPED, SHUTTING_DOWN, TERMINATED -> {}
        }
    }
}
