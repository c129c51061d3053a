package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.DhcpOptionsId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.DhcpOptions;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.Subnets;
import dev.origami.tag.TaggedKind;
import dev.origami.tag.Tags;
import dev.origami.zone.Places;

/** All operations of networks, put together. */
final class NetworkApis {
    private final VpcApi networks;
    private final VpcAttributeApi attributes;
    private final SubnetApi subnets;
    private final DhcpOptionsApi dhcpOptions;

    NetworkApis(
            Database database,
            Places places,
            NetworkInterfaces interfaces,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.networks = new VpcApi(database, tags, paging, limits);
        this.attributes = new VpcAttributeApi(database);
        this.subnets = new SubnetApi(database, places, interfaces, tags, paging, limits);
        this.dhcpOptions = new DhcpOptionsApi(database, tags, paging, limits);
    }

    void addTo(OperationTable table) {
        networks.addTo(table);
        attributes.addTo(table);
        subnets.addTo(table);
        dhcpOptions.addTo(table);
    }

    /** Makes known what of this can be tagged. */
    static void addTo(Tags tags) {
        tags.register(new TaggedKind(VpcId.PREFIX, VpcApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = Networks.require(sql, caller, VpcId.parse(id));
        }));
        tags.register(new TaggedKind(SubnetId.PREFIX, SubnetApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = Subnets.require(sql, caller, SubnetId.parse(id));
        }));
        tags.register(new TaggedKind(
                DhcpOptionsId.PREFIX,
                DhcpOptionsApi.RESOURCE_TYPE,
                (sql, caller, id) ->
                        DhcpOptions.of(caller.account(), caller.region()).require(DhcpOptionsId.parse(id))));
    }
}
