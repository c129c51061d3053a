package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.Region;
import dev.origami.id.RouteTableAssociationId;
import dev.origami.id.RouteTableId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where packets of subnets go.
 *
 * @param local the network itself: the route to it is always there
 * @param routes those that were made, by destination
 * @param associations for whom it is
 */
public record RouteTable(
        RouteTableId id,
        VpcId vpc,
        AccountId account,
        Region region,
        Cidr local,
        List<Route> routes,
        List<Association> associations) {
    public RouteTable {
        routes = List.copyOf(routes);
        associations = List.copyOf(associations);
    }

    /**
     * A way out of the network.
     *
     * @param isActive whether the gateway is attached to the network: where not, it leads nowhere
     */
    public record Route(Cidr destination, InternetGatewayId gateway, boolean isActive) {}

    /**
     * What makes it a subnet's.
     *
     * @param subnet null for all subnets that have none of their own: it is the main one
     */
    public record Association(
            RouteTableAssociationId id, @Nullable SubnetId subnet) {
        public boolean isMain() {
            return subnet == null;
        }
    }

    /** Whether it is for all subnets of the network that have none of their own. */
    public boolean isMain() {
        return associations.stream().anyMatch(Association::isMain);
    }
}
