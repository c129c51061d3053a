package dev.origami.contract;

import dev.origami.command.WholeService;
import dev.origami.config.VpcLimits;
import dev.origami.contract.CatalogueDoor.Who;
import java.util.List;
import java.util.Map;

/** Refusals for which networks are made or taken away first: Bob's, who needs none of them after that. */
final class CatalogueOfNetworks {
    private static final VpcLimits LIMITS = VpcLimits.defaults();

    private CatalogueOfNetworks() {}

    static List<CatalogueRow> rows() {
        return List.of(
                noNetwork(),
                noNetworkForASubnet(),
                tooManySubnets(),
                tooManyRouteTables(),
                tooManyRoutes(),
                tooManyGateways(),
                tooManyAcls(),
                tooManyEntries(),
                tooManyNetworks());
    }

    private static CatalogueRow noNetwork() {
        return CatalogueRow.call(
                "VPCIdNotSpecified", "No default VPC for this user", "RunInstances", (door, fixtures) -> {
                    String image = fixtures.fresh("public-image");
                    fixtures.deleteDefaultNetwork(WholeService.BOB);
                    return door.ask(
                            Who.BOB,
                            "RunInstances",
                            Map.of("ImageId", image, "InstanceType", "t3.nano", "MinCount", "1", "MaxCount", "1"));
                });
    }

    private static CatalogueRow noNetworkForASubnet() {
        return CatalogueRow.call(
                "DefaultVpcDoesNotExist",
                "No default VPC exists for this account in this region.",
                "CreateDefaultSubnet",
                (door, _) -> door.ask(Who.BOB, "CreateDefaultSubnet", Map.of("AvailabilityZone", "eu-west-1a")));
    }

    private static CatalogueRow tooManySubnets() {
        return CatalogueRow.call(
                "SubnetLimitExceeded",
                "The maximum number of subnets of a VPC has been reached: " + LIMITS.subnets(),
                "CreateSubnet",
                (door, fixtures) -> {
                    String vpc = network(fixtures, 0);
                    for (int i = 0; i < LIMITS.subnets(); i++) {
                        var _ = fixtures.ask(WholeService.BOB, "CreateSubnet", subnet(vpc, i));
                    }
                    return door.ask(Who.BOB, "CreateSubnet", subnet(vpc, LIMITS.subnets()));
                });
    }

    private static Map<String, String> subnet(String vpc, int number) {
        return Map.of("VpcId", vpc, "CidrBlock", "10.0." + number / 16 + "." + number % 16 * 16 + "/28");
    }

    private static CatalogueRow tooManyRouteTables() {
        return CatalogueRow.call(
                "RouteTableLimitExceeded",
                "The maximum number of route tables of a VPC has been reached: " + LIMITS.routeTables(),
                "CreateRouteTable",
                (door, fixtures) -> {
                    Map<String, String> request = Map.of("VpcId", network(fixtures, 1));
                    // One is the main one.
                    for (int i = 1; i < LIMITS.routeTables(); i++) {
                        var _ = fixtures.ask(WholeService.BOB, "CreateRouteTable", request);
                    }
                    return door.ask(Who.BOB, "CreateRouteTable", request);
                });
    }

    private static CatalogueRow tooManyRoutes() {
        return CatalogueRow.call(
                "RouteLimitExceeded",
                "The maximum number of routes of a route table has been reached: " + LIMITS.routes(),
                "CreateRoute",
                (door, fixtures) -> {
                    String table = fixtures.fresh("public-table");
                    String gateway = fixtures.fresh("latest-igw");
                    for (int i = 0; i < LIMITS.routes(); i++) {
                        var _ = fixtures.ask(WholeService.ALICE, "CreateRoute", route(table, gateway, i));
                    }
                    return door.ask(Who.ALICE, "CreateRoute", route(table, gateway, LIMITS.routes()));
                });
    }

    private static Map<String, String> route(String table, String gateway, int number) {
        return Map.of("RouteTableId", table, "DestinationCidrBlock", "192.0.2." + number + "/32", "GatewayId", gateway);
    }

    private static CatalogueRow tooManyGateways() {
        return CatalogueRow.call(
                "InternetGatewayLimitExceeded",
                "The maximum number of internet gateways has been reached: " + LIMITS.gateways(),
                "CreateInternetGateway",
                (door, fixtures) -> {
                    for (int i = 0; i < LIMITS.gateways(); i++) {
                        var _ = fixtures.ask(WholeService.BOB, "CreateInternetGateway", Map.of());
                    }
                    return door.ask(Who.BOB, "CreateInternetGateway", Map.of());
                });
    }

    private static CatalogueRow tooManyAcls() {
        return CatalogueRow.call(
                "NetworkAclLimitExceeded",
                "The maximum number of network ACLs of a VPC has been reached: " + LIMITS.acls(),
                "CreateNetworkAcl",
                (door, fixtures) -> {
                    Map<String, String> request = Map.of("VpcId", network(fixtures, 2));
                    // One is the default one.
                    for (int i = 1; i < LIMITS.acls(); i++) {
                        var _ = fixtures.ask(WholeService.BOB, "CreateNetworkAcl", request);
                    }
                    return door.ask(Who.BOB, "CreateNetworkAcl", request);
                });
    }

    private static CatalogueRow tooManyEntries() {
        return CatalogueRow.call(
                "NetworkAclEntryLimitExceeded",
                "The maximum number of network ACL entries has been reached: " + LIMITS.entries(),
                "CreateNetworkAclEntry",
                (door, fixtures) -> {
                    String acl = fixtures.fresh("own-acl");
                    for (int i = 1; i <= LIMITS.entries(); i++) {
                        var _ = fixtures.ask(WholeService.ALICE, "CreateNetworkAclEntry", entry(acl, i));
                    }
                    return door.ask(Who.ALICE, "CreateNetworkAclEntry", entry(acl, LIMITS.entries() + 1));
                });
    }

    private static Map<String, String> entry(String acl, int number) {
        return Map.of(
                "NetworkAclId",
                acl,
                "RuleNumber",
                Integer.toString(number),
                "Egress",
                "true",
                "Protocol",
                "-1",
                "RuleAction",
                "allow",
                "CidrBlock",
                "10.0.0.0/8");
    }

    private static CatalogueRow tooManyNetworks() {
        return CatalogueRow.call(
                "VpcLimitExceeded",
                "The maximum number of VPCs has been reached: " + LIMITS.networks(),
                "CreateVpc",
                (door, fixtures) -> {
                    int present = fixtures.ask(WholeService.BOB, "DescribeVpcs", Map.of())
                            .texts("vpcSet/item/vpcId")
                            .size();
                    for (int i = present; i < LIMITS.networks(); i++) {
                        String _ = network(fixtures, i % 256);
                    }
                    return door.ask(Who.BOB, "CreateVpc", Map.of("CidrBlock", "10.0.0.0/16"));
                });
    }

    private static String network(Fixtures fixtures, int number) {
        return fixtures.ask(WholeService.BOB, "CreateVpc", Map.of("CidrBlock", "10." + number + ".0.0/16"))
                .text("vpc/vpcId");
    }
}
