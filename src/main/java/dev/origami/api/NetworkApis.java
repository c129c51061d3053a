package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.DhcpOptionsId;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.NetworkAclId;
import dev.origami.id.RouteTableId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.DhcpOptions;
import dev.origami.network.InternetGateways;
import dev.origami.network.NetworkAcls;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.RouteTables;
import dev.origami.network.Subnets;
import dev.origami.operation.SubnetFirewall;
import dev.origami.tag.TaggedKind;
import dev.origami.tag.Tags;
import dev.origami.zone.Places;

/** All operations of networks, put together. */
final class NetworkApis {
    private final VpcApi networks;
    private final VpcAttributeApi attributes;
    private final SubnetApi subnets;
    private final DhcpOptionsApi dhcpOptions;
    private final InternetGatewayApi gateways;
    private final RouteTableApi routeTables;
    private final RouteApi routes;
    private final NetworkAclApi acls;
    private final NetworkAclEntryApi aclEntries;

    NetworkApis(
            Database database,
            Places places,
            NetworkInterfaces interfaces,
            SubnetFirewall firewall,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits) {
        this.networks = new VpcApi(database, tags, paging, limits);
        this.attributes = new VpcAttributeApi(database, firewall);
        this.subnets = new SubnetApi(database, places, interfaces, tags, paging, limits);
        this.dhcpOptions = new DhcpOptionsApi(database, tags, paging, limits);
        this.gateways = new InternetGatewayApi(database, firewall, tags, paging, limits);
        this.routeTables = new RouteTableApi(database, tags, paging, clientTokens, limits);
        this.routes = new RouteApi(database, firewall);
        this.acls = new NetworkAclApi(database, firewall, tags, paging, clientTokens, limits);
        this.aclEntries = new NetworkAclEntryApi(database, firewall);
    }

    void addTo(OperationTable table) {
        networks.addTo(table);
        attributes.addTo(table);
        subnets.addTo(table);
        dhcpOptions.addTo(table);
        gateways.addTo(table);
        routeTables.addTo(table);
        routes.addTo(table);
        acls.addTo(table);
        aclEntries.addTo(table);
    }

    /** Makes known what of this can be tagged. */
    static void addTo(Tags tags) {
        tags.register(new TaggedKind(VpcId.PREFIX, VpcApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = Networks.require(sql, caller, VpcId.parse(id));
        }));
        tags.register(new TaggedKind(SubnetId.PREFIX, SubnetApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = Subnets.require(sql, caller, SubnetId.parse(id));
        }));
        tags.register(new TaggedKind(InternetGatewayId.PREFIX, InternetGatewayApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = InternetGateways.require(sql, caller, InternetGatewayId.parse(id));
        }));
        tags.register(new TaggedKind(RouteTableId.PREFIX, RouteTableApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = RouteTables.require(sql, caller, RouteTableId.parse(id));
        }));
        tags.register(new TaggedKind(NetworkAclId.PREFIX, NetworkAclApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = NetworkAcls.require(sql, caller, NetworkAclId.parse(id));
        }));
        tags.register(new TaggedKind(
                DhcpOptionsId.PREFIX,
                DhcpOptionsApi.RESOURCE_TYPE,
                (sql, caller, id) ->
                        DhcpOptions.of(caller.account(), caller.region()).require(DhcpOptionsId.parse(id))));
    }
}
