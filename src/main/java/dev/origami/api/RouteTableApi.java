package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.RouteTableId;
import dev.origami.id.VpcId;
import dev.origami.network.Networks;
import dev.origami.network.RouteTable;
import dev.origami.network.RouteTable.Association;
import dev.origami.network.RouteTable.Route;
import dev.origami.network.RouteTables;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationState;

/** Route tables as a whole; what is in them, and for whom they are, changes by {@link RouteApi}. */
final class RouteTableApi {
    static final String RESOURCE_TYPE = "route-table";
    private static final PageRange PAGES = PageRange.of(5, 100);

    private final Database database;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<View> filters;

    /** A route as it is told: the one to the network itself is one of them. */
    private record Told(String destination, String gateway, String state, String origin) {}

    private record View(RouteTable table, List<Tag> tags) {
        List<Told> routes() {
            List<Told> all = new ArrayList<>();
            all.add(new Told(table.local().toString(), "local", "active", "CreateRouteTable"));
            for (Route route : table.routes()) {
                String state = route.isActive() ? "active" : "blackhole";
                all.add(new Told(route.destination().toString(), route.gateway().value(), state, "CreateRoute"));
            }
            return all;
        }
    }

    RouteTableApi(Database database, Tags tags, Paging paging, ClientTokens clientTokens, ApiLimits limits) {
        this.database = database;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = filters(limits);
    }

    private static Filters<View> filters(ApiLimits limits) {
        return new Filters<View>(limits)
                .text("route-table-id", view -> view.table().id().value())
                .text("vpc-id", view -> view.table().vpc().value())
                .text("owner-id", view -> view.table().account().value())
                .texts("association.main", associations(one -> Boolean.toString(one.isMain())))
                .texts(
                        "association.route-table-association-id",
                        associations(one -> one.id().value()))
                .texts(
                        "association.route-table-id",
                        view -> view.table().associations().isEmpty()
                                ? List.of()
                                : List.of(view.table().id().value()))
                .texts(
                        "association.subnet-id",
                        associations(one -> one.subnet() == null ? null : String.valueOf(one.subnet())))
                .texts("route.destination-cidr-block", routes(Told::destination))
                .texts("route.gateway-id", routes(Told::gateway))
                .texts("route.origin", routes(Told::origin))
                .texts("route.state", routes(Told::state))
                .none(
                        "association.gateway-id",
                        "route.destination-ipv6-cidr-block",
                        "route.destination-prefix-list-id",
                        "route.egress-only-internet-gateway-id",
                        "route.instance-id",
                        "route.nat-gateway-id",
                        "route.transit-gateway-id",
                        "route.vpc-peering-connection-id")
                .tags(View::tags);
    }

    private static Function<View, List<String>> associations(Function<Association, @Nullable String> text) {
        return view -> view.table().associations().stream()
                .flatMap(one -> Stream.ofNullable(text.apply(one)))
                .toList();
    }

    private static Function<View, List<String>> routes(Function<Told, String> text) {
        return view -> view.routes().stream().map(text).toList();
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateRouteTable", CreateRouteTableRequest::builder, this::create)
                .requires("VpcId")
                .honours("TagSpecification.*", "ClientToken"));
        table.add(Operation.ec2("DeleteRouteTable", DeleteRouteTableRequest::builder, this::delete)
                .requires("RouteTableId"));
        table.add(Operation.ec2("DescribeRouteTables", DescribeRouteTablesRequest::builder, this::describe)
                .honours("RouteTableId", "Filter.*", "MaxResults", "NextToken"));
    }

    private CreateRouteTableResponse create(Caller caller, CreateRouteTableRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        VpcId vpc = VpcId.parse(request.vpcId());
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Networks.settle(transaction, caller);
            RouteTable table = RouteTables.create(transaction, Networks.require(transaction.sql(), caller, vpc));
            tags.attach(transaction, caller, RESOURCE_TYPE, table.id(), given);
            return table.id().value();
        });
        View made = database.read(sql -> view(sql, caller, RouteTables.require(sql, caller, RouteTableId.parse(id))));
        return CreateRouteTableResponse.builder()
                .routeTable(wire(made))
                .clientToken(request.clientToken())
                .build();
    }

    private DeleteRouteTableResponse delete(Caller caller, DeleteRouteTableRequest request) {
        RouteTableId id = RouteTableId.parse(request.routeTableId());
        database.writing(transaction -> {
            RouteTables.delete(transaction, caller, id);
            tags.forget(transaction, id);
        });
        return DeleteRouteTableResponse.builder().build();
    }

    private DescribeRouteTablesResponse describe(Caller caller, DescribeRouteTablesRequest request) {
        DefaultNetwork.settle(database, caller);
        List<RouteTableId> ids =
                request.routeTableIds().stream().map(RouteTableId::parse).toList();
        List<View> found = database.read(sql -> {
            ids.forEach(id -> RouteTables.require(sql, caller, id));
            return RouteTables.all(sql, caller).stream()
                    .filter(table -> ids.isEmpty() || ids.contains(table.id()))
                    .map(table -> view(sql, caller, table))
                    .filter(filters.of(request.filters()))
                    .toList();
        });
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.table().id().value());
        return DescribeRouteTablesResponse.builder()
                .routeTables(page.items().stream().map(RouteTableApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private View view(Handle sql, Caller caller, RouteTable table) {
        return new View(table, tags.of(sql, caller, table.id()));
    }

    private static software.amazon.awssdk.services.ec2.model.RouteTable wire(View view) {
        RouteTable table = view.table();
        return software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId(table.id().value())
                .vpcId(table.vpc().value())
                .ownerId(table.account().value())
                .routes(view.routes().stream().map(RouteTableApi::wire).toList())
                .associations(table.associations().stream()
                        .map(association -> wire(table, association))
                        .toList())
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Route wire(Told route) {
        return software.amazon.awssdk.services.ec2.model.Route.builder()
                .destinationCidrBlock(route.destination())
                .gatewayId(route.gateway())
                .state(route.state())
                .origin(route.origin())
                .build();
    }

    private static RouteTableAssociation wire(RouteTable table, Association association) {
        return RouteTableAssociation.builder()
                .routeTableAssociationId(association.id().value())
                .routeTableId(table.id().value())
                .main(association.isMain())
                .subnetId(association.subnet() == null ? null : String.valueOf(association.subnet()))
                .associationState(state())
                .build();
    }

    static RouteTableAssociationState state() {
        return RouteTableAssociationState.builder().state("associated").build();
    }
}
