package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.VpcLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.RouteTableAssociationId;
import dev.origami.id.RouteTableId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.RouteTable.Association;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules of route tables: a network has one main one, and each of its subnets has that one or one of its own. */
public final class RouteTables {
    private static final VpcLimits LIMITS = VpcLimits.defaults();

    private RouteTables() {}

    /** What an association is of. */
    private record Found(RouteTable table, Association association) {}

    /** An association, with the network that it is in. */
    public record Associated(RouteTableAssociationId id, VpcId vpc) {}

    /** The caller's tables in the region, by id. */
    public static List<RouteTable> all(Handle sql, Caller caller) {
        return RouteTableTable.of(sql, caller.account(), caller.region());
    }

    /** The tables of a network. */
    public static List<RouteTable> of(Handle sql, VpcId vpc) {
        return RouteTableTable.of(sql, vpc);
    }

    /**
     * The caller's table of that id.
     *
     * @throws ApiException {@code InvalidRouteTableID.NotFound}
     */
    public static RouteTable require(Handle sql, Caller caller, RouteTableId id) {
        return RouteTableTable.find(sql, id)
                .filter(table -> table.account().equals(caller.account())
                        && table.region().equals(caller.region()))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_ROUTE_TABLE_ID_NOT_FOUND, "The routeTable ID '" + id + "' does not exist"));
    }

    /**
     * Makes a table that leads nowhere but into the network itself.
     *
     * @throws ApiException {@code RouteTableLimitExceeded}
     */
    public static RouteTable create(Transaction transaction, Vpc vpc) {
        if (of(transaction.sql(), vpc.id()).size() >= LIMITS.routeTables()) {
            throw new ApiException(
                    ErrorCode.ROUTE_TABLE_LIMIT_EXCEEDED,
                    "The maximum number of route tables of a VPC has been reached: " + LIMITS.routeTables());
        }
        return make(transaction.sql(), vpc);
    }

    /** The main table that a network is made with. */
    static RouteTable makeMain(Handle sql, Vpc vpc) {
        RouteTable table = make(sql, vpc);
        RouteTableTable.insert(sql, RouteTableAssociationId.create(), table, null);
        return table;
    }

    private static RouteTable make(Handle sql, Vpc vpc) {
        RouteTable table = new RouteTable(
                RouteTableId.create(), vpc.id(), vpc.account(), vpc.region(), vpc.cidr(), List.of(), List.of());
        RouteTableTable.insert(sql, table);
        return table;
    }

    /**
     * Deletes a table.
     *
     * @throws ApiException {@code InvalidRouteTableID.NotFound}, {@code DependencyViolation} while it is for anybody
     */
    public static void delete(Transaction transaction, Caller caller, RouteTableId id) {
        if (!require(transaction.sql(), caller, id).associations().isEmpty()) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION,
                    "The routeTable '" + id + "' has dependencies and cannot be deleted.");
        }
        RouteTableTable.delete(transaction.sql(), id);
    }

    /** Deletes the main table of a network in which nothing else is left. */
    static void deleteMain(Handle sql, RouteTable main) {
        main.associations().forEach(association -> RouteTableTable.delete(sql, association.id()));
        RouteTableTable.delete(sql, main.id());
    }

    /**
     * Gives a subnet a table of its own. One that has this one already keeps it.
     *
     * @throws ApiException {@code InvalidRouteTableID.NotFound}, {@code InvalidSubnetID.NotFound}, {@code
     *     InvalidParameterValue} when they are of two networks, {@code Resource.AlreadyAssociated}
     */
    public static Associated associate(Transaction transaction, Caller caller, RouteTableId id, SubnetId subnetId) {
        Handle sql = transaction.sql();
        RouteTable table = require(sql, caller, id);
        Subnet subnet = Subnets.require(sql, caller, subnetId);
        if (!subnet.vpc().equals(table.vpc())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Route table " + id + " and network " + subnetId + " belong to different networks");
        }
        for (RouteTable other : of(sql, table.vpc())) {
            for (Association association : other.associations()) {
                if (subnetId.equals(association.subnet())) {
                    if (other.id().equals(id)) {
                        return new Associated(association.id(), table.vpc());
                    }
                    throw new ApiException(
                            ErrorCode.RESOURCE_ALREADY_ASSOCIATED,
                            "the specified association for route table " + id
                                    + " conflicts with an existing association");
                }
            }
        }
        return insert(sql, table, subnetId);
    }

    /**
     * Takes a subnet's own table from it: it has the main one from then on.
     *
     * @return the network
     * @throws ApiException {@code InvalidAssociationID.NotFound}, {@code InvalidParameterValue} for the main one
     */
    public static VpcId disassociate(Transaction transaction, Caller caller, RouteTableAssociationId id) {
        Found found = requireAssociation(transaction.sql(), caller, id);
        if (found.association().isMain()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "cannot disassociate the main route table association " + id);
        }
        RouteTableTable.delete(transaction.sql(), id);
        return found.table().vpc();
    }

    /**
     * Lets an association, which may be the main one, be of another table.
     *
     * @return it, under the id that it has from then on
     * @throws ApiException {@code InvalidAssociationID.NotFound}, {@code InvalidRouteTableID.NotFound}, {@code
     *     InvalidParameterValue} when the tables are of two networks
     */
    public static Associated replaceAssociation(
            Transaction transaction, Caller caller, RouteTableAssociationId id, RouteTableId tableId) {
        Handle sql = transaction.sql();
        Found found = requireAssociation(sql, caller, id);
        RouteTable table = require(sql, caller, tableId);
        if (!table.vpc().equals(found.table().vpc())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Route table " + tableId + " and association " + id + " belong to different networks");
        }
        RouteTableTable.delete(sql, id);
        return insert(sql, table, found.association().subnet());
    }

    private static Associated insert(Handle sql, RouteTable table, @Nullable SubnetId subnet) {
        RouteTableAssociationId id = RouteTableAssociationId.create();
        RouteTableTable.insert(sql, id, table, subnet);
        return new Associated(id, table.vpc());
    }

    private static Found requireAssociation(Handle sql, Caller caller, RouteTableAssociationId id) {
        return all(sql, caller).stream()
                .flatMap(table -> table.associations().stream().map(one -> new Found(table, one)))
                .filter(found -> found.association().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_ASSOCIATION_ID_NOT_FOUND, "The association ID '" + id + "' does not exist"));
    }

    /**
     * Adds a route.
     *
     * @return the network
     * @throws ApiException {@code InvalidRouteTableID.NotFound}, {@code InvalidGatewayID.NotFound}, {@code
     *     RouteAlreadyExists}, {@code RouteLimitExceeded}, {@code InvalidParameterValue} when it leads into the network
     *     itself or the gateway is not attached to it
     */
    public static VpcId createRoute(
            Transaction transaction, Caller caller, RouteTableId id, Cidr destination, String gateway) {
        Handle sql = transaction.sql();
        RouteTable table = require(sql, caller, id);
        InternetGatewayId target = requireTarget(sql, caller, table, gateway);
        if (hasRoute(table, destination) || destination.equals(table.local())) {
            throw new ApiException(
                    ErrorCode.ROUTE_ALREADY_EXISTS, "The route identified by " + destination + " already exists.");
        }
        if (table.local().contains(destination)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The destination CIDR block " + destination
                            + " is equal to or more specific than one of this VPC's CIDR blocks. This route can target"
                            + " only an interface or an instance.");
        }
        if (table.routes().size() >= LIMITS.routes()) {
            throw new ApiException(
                    ErrorCode.ROUTE_LIMIT_EXCEEDED,
                    "The maximum number of routes of a route table has been reached: " + LIMITS.routes());
        }
        RouteTableTable.putRoute(sql, id, destination, target);
        return table.vpc();
    }

    /**
     * Lets a route lead to another gateway.
     *
     * @return the network
     * @throws ApiException {@code InvalidRouteTableID.NotFound}, {@code InvalidGatewayID.NotFound}, {@code
     *     InvalidParameterValue} when there is no such route or the gateway is not attached to the network
     */
    public static VpcId replaceRoute(
            Transaction transaction, Caller caller, RouteTableId id, Cidr destination, String gateway) {
        Handle sql = transaction.sql();
        RouteTable table = require(sql, caller, id);
        InternetGatewayId target = requireTarget(sql, caller, table, gateway);
        if (!hasRoute(table, destination)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "There is no route defined for '" + destination + "' in the route table. Use CreateRoute instead.");
        }
        RouteTableTable.putRoute(sql, id, destination, target);
        return table.vpc();
    }

    /**
     * Takes a route away.
     *
     * @return the network
     * @throws ApiException {@code InvalidRouteTableID.NotFound}, {@code InvalidRoute.NotFound}, {@code
     *     InvalidParameterValue} for the one to the network itself
     */
    public static VpcId deleteRoute(Transaction transaction, Caller caller, RouteTableId id, Cidr destination) {
        Handle sql = transaction.sql();
        RouteTable table = require(sql, caller, id);
        if (destination.equals(table.local())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "cannot remove local route " + destination + " in route table " + id);
        }
        if (!hasRoute(table, destination)) {
            throw new ApiException(
                    ErrorCode.INVALID_ROUTE_NOT_FOUND,
                    "no route with destination-cidr-block " + destination + " in route table " + id);
        }
        RouteTableTable.deleteRoute(sql, id, destination);
        return table.vpc();
    }

    private static boolean hasRoute(RouteTable table, Cidr destination) {
        return table.routes().stream().anyMatch(route -> route.destination().equals(destination));
    }

    /** There are no other targets here, so an id of one is of something that does not exist. */
    private static InternetGatewayId requireTarget(Handle sql, Caller caller, RouteTable table, String gateway) {
        InternetGateway found = InternetGateways.all(sql, caller).stream()
                .filter(one -> one.id().value().equals(gateway))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_GATEWAY_ID_NOT_FOUND, "The gateway ID '" + gateway + "' does not exist"));
        if (!table.vpc().equals(found.vpc())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "route table " + table.id() + " and network gateway " + gateway + " belong to different networks");
        }
        return found.id();
    }
}
