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
        return List.of(noNetwork(), noNetworkForASubnet(), tooManySubnets(), tooManyNetworks());
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
                        String _ = network(fixtures, i);
                    }
                    return door.ask(Who.BOB, "CreateVpc", Map.of("CidrBlock", "10.0.0.0/16"));
                });
    }

    private static String network(Fixtures fixtures, int number) {
        return fixtures.ask(WholeService.BOB, "CreateVpc", Map.of("CidrBlock", "10." + number + ".0.0/16"))
                .text("vpc/vpcId");
    }
}
