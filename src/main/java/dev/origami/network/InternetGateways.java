package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.VpcLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.VpcId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rules of internet gateways: a network has one at most, and one is attached to one network at most. */
public final class InternetGateways {
    private static final VpcLimits LIMITS = VpcLimits.defaults();

    private InternetGateways() {}

    /** The caller's gateways in the region, by id. */
    public static List<InternetGateway> all(Handle sql, Caller caller) {
        return InternetGatewayTable.of(sql, caller.account(), caller.region());
    }

    /**
     * The caller's gateway of that id.
     *
     * @throws ApiException {@code InvalidInternetGatewayID.NotFound}
     */
    public static InternetGateway require(Handle sql, Caller caller, InternetGatewayId id) {
        return all(sql, caller).stream()
                .filter(gateway -> gateway.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_INTERNET_GATEWAY_ID_NOT_FOUND,
                        "The internetGateway ID '" + id + "' does not exist"));
    }

    /**
     * Makes one that is attached to nothing.
     *
     * @throws ApiException {@code InternetGatewayLimitExceeded}
     */
    public static InternetGateway create(Transaction transaction, Caller caller) {
        if (all(transaction.sql(), caller).size() >= LIMITS.gateways()) {
            throw new ApiException(
                    ErrorCode.INTERNET_GATEWAY_LIMIT_EXCEEDED,
                    "The maximum number of internet gateways has been reached: " + LIMITS.gateways());
        }
        InternetGateway gateway =
                new InternetGateway(InternetGatewayId.create(), caller.account(), caller.region(), null);
        InternetGatewayTable.insert(transaction.sql(), gateway);
        return gateway;
    }

    /** The one that a default network is made with. */
    static InternetGateway makeAttached(Handle sql, Vpc vpc) {
        InternetGateway gateway =
                new InternetGateway(InternetGatewayId.create(), vpc.account(), vpc.region(), vpc.id());
        InternetGatewayTable.insert(sql, gateway);
        return gateway;
    }

    /**
     * Attaches a gateway to a network, both the caller's.
     *
     * @throws ApiException {@code InvalidInternetGatewayID.NotFound}, {@code InvalidVpcID.NotFound}, {@code
     *     Resource.AlreadyAssociated}, {@code InvalidParameterValue} when the network has another one
     */
    public static void attach(Transaction transaction, Caller caller, InternetGatewayId id, VpcId vpc) {
        Handle sql = transaction.sql();
        InternetGateway gateway = require(sql, caller, id);
        Vpc _ = Networks.require(sql, caller, vpc);
        if (gateway.vpc() != null) {
            throw new ApiException(
                    ErrorCode.RESOURCE_ALREADY_ASSOCIATED,
                    "resource " + id + " is already attached to network " + gateway.vpc());
        }
        if (attachedTo(sql, caller, vpc).isPresent()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "Network " + vpc + " already has an internet gateway attached");
        }
        InternetGatewayTable.setVpc(sql, id, vpc);
    }

    /**
     * Detaches a gateway. Routes that lead to it lead nowhere from then on.
     *
     * @throws ApiException {@code InvalidInternetGatewayID.NotFound}, {@code InvalidVpcID.NotFound}, {@code
     *     Gateway.NotAttached}, {@code DependencyViolation} while something in the network has a public address
     */
    public static void detach(Transaction transaction, Caller caller, InternetGatewayId id, VpcId vpc) {
        Handle sql = transaction.sql();
        InternetGateway gateway = require(sql, caller, id);
        Vpc _ = Networks.require(sql, caller, vpc);
        if (!vpc.equals(gateway.vpc())) {
            throw new ApiException(
                    ErrorCode.GATEWAY_NOT_ATTACHED, "resource " + id + " is not attached to network " + vpc);
        }
        if (InterfaceTable.inNetwork(sql, vpc).stream()
                .anyMatch(nic -> nic.publicAddress() != null && !nic.isOfCarrier())) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION,
                    "Network " + vpc + " has some mapped public address(es). Please unmap those public address(es)"
                            + " before detaching the gateway.");
        }
        InternetGatewayTable.setVpc(sql, id, null);
    }

    /**
     * Deletes a gateway.
     *
     * @throws ApiException {@code InvalidInternetGatewayID.NotFound}, {@code DependencyViolation} while it is attached
     */
    public static void delete(Transaction transaction, Caller caller, InternetGatewayId id) {
        if (require(transaction.sql(), caller, id).vpc() != null) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION,
                    "The internetGateway '" + id + "' has dependencies and cannot be deleted.");
        }
        InternetGatewayTable.delete(transaction.sql(), id);
    }

    /** The gateway that a network of the caller's has. */
    static Optional<InternetGateway> attachedTo(Handle sql, Caller caller, VpcId vpc) {
        return all(sql, caller).stream()
                .filter(gateway -> vpc.equals(gateway.vpc()))
                .findFirst();
    }
}
