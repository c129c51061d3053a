package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.VpcLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.NetworkAclAssociationId;
import dev.origami.id.NetworkAclId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.NetworkAcl.Association;
import dev.origami.network.NetworkAcl.Entry;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rules of network ACLs: a subnet is under one at each moment, a new one under the default one of its network. */
public final class NetworkAcls {
    private static final int FIRST_OF_DEFAULT = 100;
    private static final VpcLimits LIMITS = VpcLimits.defaults();

    private NetworkAcls() {}

    /** The caller's ACLs in the region, by id. */
    public static List<NetworkAcl> all(Handle sql, Caller caller) {
        return NetworkAclTable.of(sql, caller.account(), caller.region());
    }

    /** The ACLs of a network. */
    public static List<NetworkAcl> of(Handle sql, VpcId vpc) {
        return NetworkAclTable.of(sql, vpc);
    }

    /**
     * The caller's ACL of that id.
     *
     * @throws ApiException {@code InvalidNetworkAclID.NotFound}
     */
    public static NetworkAcl require(Handle sql, Caller caller, NetworkAclId id) {
        return NetworkAclTable.find(sql, id)
                .filter(acl ->
                        acl.account().equals(caller.account()) && acl.region().equals(caller.region()))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_NETWORK_ACL_ID_NOT_FOUND, "The networkAcl ID '" + id + "' does not exist"));
    }

    /**
     * Makes an ACL that lets nothing through.
     *
     * @throws ApiException {@code NetworkAclLimitExceeded}
     */
    public static NetworkAcl create(Transaction transaction, Vpc vpc) {
        if (of(transaction.sql(), vpc.id()).size() >= LIMITS.acls()) {
            throw new ApiException(
                    ErrorCode.NETWORK_ACL_LIMIT_EXCEEDED,
                    "The maximum number of network ACLs of a VPC has been reached: " + LIMITS.acls());
        }
        return make(transaction.sql(), vpc, false);
    }

    /** The one that a network is made with, which lets everything through. */
    static void makeDefault(Handle sql, Vpc vpc) {
        NetworkAcl acl = make(sql, vpc, true);
        for (boolean egress : new boolean[] {false, true}) {
            NetworkAclTable.put(
                    sql, acl.id(), new Entry(egress, FIRST_OF_DEFAULT, Entry.ALL, true, Cidr.EVERYWHERE, null));
        }
    }

    private static NetworkAcl make(Handle sql, Vpc vpc, boolean isDefault) {
        NetworkAcl acl = new NetworkAcl(
                NetworkAclId.create(), vpc.id(), vpc.account(), vpc.region(), isDefault, List.of(), List.of());
        NetworkAclTable.insert(sql, acl);
        return acl;
    }

    /** Puts a new subnet under the default one of its network. */
    static void join(Handle sql, Subnet subnet) {
        NetworkAcl acl = of(sql, subnet.vpc()).stream()
                .filter(NetworkAcl::isDefault)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(subnet.vpc() + " has no default network ACL"));
        NetworkAclTable.insert(sql, acl.id(), new Association(NetworkAclAssociationId.create(), subnet.id()));
    }

    /**
     * Deletes an ACL.
     *
     * @throws ApiException {@code InvalidNetworkAclID.NotFound}, {@code InvalidParameterValue} for a default one,
     *     {@code DependencyViolation} while a subnet is under it
     */
    public static void delete(Transaction transaction, Caller caller, NetworkAclId id) {
        NetworkAcl acl = require(transaction.sql(), caller, id);
        if (acl.isDefault()) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "cannot delete default network ACL " + id);
        }
        if (!acl.associations().isEmpty()) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION,
                    "The networkAcl '" + id + "' has dependencies and cannot be deleted.");
        }
        NetworkAclTable.delete(transaction.sql(), id);
    }

    /**
     * Adds an entry.
     *
     * @throws ApiException {@code NetworkAclEntryAlreadyExists}, {@code NetworkAclEntryLimitExceeded}
     */
    public static void createEntry(Transaction transaction, NetworkAcl acl, Entry entry) {
        if (find(acl, entry.egress(), entry.number()).isPresent()) {
            throw new ApiException(
                    ErrorCode.NETWORK_ACL_ENTRY_ALREADY_EXISTS,
                    "The network acl entry identified by " + entry.number() + " already exists.");
        }
        long present = acl.entries().stream()
                .filter(one -> one.egress() == entry.egress())
                .count();
        if (present >= LIMITS.entries()) {
            throw new ApiException(
                    ErrorCode.NETWORK_ACL_ENTRY_LIMIT_EXCEEDED,
                    "The maximum number of network ACL entries has been reached: " + LIMITS.entries());
        }
        NetworkAclTable.put(transaction.sql(), acl.id(), entry);
    }

    /**
     * Puts an entry in the place of the one that has its number.
     *
     * @throws ApiException {@code InvalidNetworkAclEntry.NotFound}
     */
    public static void replaceEntry(Transaction transaction, NetworkAcl acl, Entry entry) {
        requireEntry(acl, entry.egress(), entry.number());
        NetworkAclTable.put(transaction.sql(), acl.id(), entry);
    }

    /**
     * Takes an entry away.
     *
     * @throws ApiException {@code InvalidNetworkAclEntry.NotFound}
     */
    public static void deleteEntry(Transaction transaction, NetworkAcl acl, boolean egress, int number) {
        requireEntry(acl, egress, number);
        NetworkAclTable.delete(transaction.sql(), acl.id(), egress, number);
    }

    private static void requireEntry(NetworkAcl acl, boolean egress, int number) {
        if (find(acl, egress, number).isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_NETWORK_ACL_ENTRY_NOT_FOUND,
                    "The network acl entry identified by " + number + " does not exist.");
        }
    }

    private static Optional<Entry> find(NetworkAcl acl, boolean egress, int number) {
        return acl.entries().stream()
                .filter(entry -> entry.egress() == egress && entry.number() == number)
                .findFirst();
    }

    /** An association under its new id, with the network that it is in. */
    public record Replaced(NetworkAclAssociationId id, VpcId vpc) {}

    /**
     * Puts the subnet of an association under another ACL.
     *
     * @throws ApiException {@code InvalidAssociationID.NotFound}, {@code InvalidNetworkAclID.NotFound}, {@code
     *     InvalidParameterValue} when the ACLs are of two networks
     */
    public static Replaced replaceAssociation(
            Transaction transaction, Caller caller, NetworkAclAssociationId id, NetworkAclId aclId) {
        Handle sql = transaction.sql();
        for (NetworkAcl before : all(sql, caller)) {
            for (Association association : before.associations()) {
                if (association.id().equals(id)) {
                    return replace(sql, before, association, require(sql, caller, aclId));
                }
            }
        }
        throw new ApiException(
                ErrorCode.INVALID_ASSOCIATION_ID_NOT_FOUND, "The association ID '" + id + "' does not exist");
    }

    private static Replaced replace(Handle sql, NetworkAcl before, Association association, NetworkAcl acl) {
        if (!acl.vpc().equals(before.vpc())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Network ACL " + acl.id() + " and subnet " + association.subnet()
                            + " belong to different networks");
        }
        SubnetId subnet = association.subnet();
        Association now = new Association(NetworkAclAssociationId.create(), subnet);
        NetworkAclTable.delete(sql, association.id());
        NetworkAclTable.insert(sql, acl.id(), now);
        return new Replaced(now.id(), acl.vpc());
    }
}
