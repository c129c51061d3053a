package dev.origami.contract;

import dev.origami.command.WholeService;
import java.util.List;

/** Networks and what they are made of. */
final class NetworkRows {
    private NetworkRows() {}

    static List<Rows> all() {
        return List.of(
                Rows.of("CreateVpc", "CidrBlock", "10.0.0.0/16")
                        .row("CidrBlock", "10.0.0.0/16", "10.1.0.0/16")
                        .tags("vpc"),
                Rows.of("DeleteVpc", "VpcId", "{own-vpc}").row("VpcId", "{own-vpc}", "vpc-12345678"),
                Rows.of("DescribeVpcs").row("VpcId.1", "{vpc}", "vpc-12345678"),
                describeVpcAttribute(),
                modifyVpcAttribute(),
                Rows.of("DescribeDhcpOptions").row("DhcpOptionsId.1", "{dhcp-options}", "dopt-12345678"),
                Rows.of("DescribeSubnets").row("SubnetId.1", "{subnet}", "subnet-12345678"),
                createSubnet(),
                Rows.of("CreateDefaultSubnet", "AvailabilityZone", "{free-zone-name}")
                        .row("AvailabilityZone", "{free-zone-name}", "eu-west-1b")
                        .row("AvailabilityZoneId", "{free-zone-id-name}", "euw1-az2", "AvailabilityZone", null),
                Rows.of("DeleteSubnet", "SubnetId", "{own-subnet}").row("SubnetId", "{own-subnet}", "subnet-12345678"),
                Rows.of("ModifySubnetAttribute", "SubnetId", "{own-subnet}", "MapPublicIpOnLaunch.Value", "true")
                        .seen("DescribeSubnets", "SubnetId.1", "SubnetId")
                        .row("SubnetId", "{own-subnet}", "subnet-12345678")
                        .row("MapPublicIpOnLaunch.Value", "true", "false"));
    }

    private static Rows createSubnet() {
        return Rows.of("CreateSubnet", "VpcId", "{vpc}", "CidrBlock", "{cidr}")
                .row("VpcId", "{vpc}", "vpc-12345678")
                .row("CidrBlock", "{cidr}", "10.0.0.0/24")
                .row("AvailabilityZone", "eu-west-1a", "eu-west-1b")
                .row("AvailabilityZoneId", "euw1-az1", "euw1-az2")
                .row("OutpostArn", WholeService.OUTPOST, null)
                .tags("subnet");
    }

    private static Rows describeVpcAttribute() {
        return Rows.of("DescribeVpcAttribute", "VpcId", "{vpc}", "Attribute", "enableDnsSupport")
                .row("VpcId", "{vpc}", "vpc-12345678")
                .row("Attribute", "enableDnsSupport", "enableNetworkAddressUsageMetrics");
    }

    private static Rows modifyVpcAttribute() {
        return Rows.of("ModifyVpcAttribute", "VpcId", "{own-vpc}", "EnableDnsSupport.Value", "false")
                .seen((fixtures, given, _) -> seen(fixtures, given.getOrDefault("VpcId", "")))
                .row("VpcId", "{own-vpc}", "vpc-12345678")
                .row("EnableDnsSupport.Value", "false", "true")
                .row("EnableDnsHostnames.Value", "true", "false", "EnableDnsSupport.Value", null)
                .row("EnableNetworkAddressUsageMetrics.Value", "true", "false", "EnableDnsSupport.Value", null);
    }

    private static String seen(Fixtures fixtures, String vpc) {
        StringBuilder all = new StringBuilder();
        for (String attribute : List.of("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics")) {
            all.append(fixtures.service()
                    .ask("DescribeVpcAttribute", "VpcId", vpc, "Attribute", attribute)
                    .xml());
        }
        return all.toString();
    }
}
