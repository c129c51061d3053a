package dev.origami.contract;

import dev.origami.command.WholeService;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                        .row("MapPublicIpOnLaunch.Value", "true", "false"),
                Rows.of("CreateInternetGateway").tags("internet-gateway"),
                Rows.of("DescribeInternetGateways").row("InternetGatewayId.1", "{igw}", "igw-12345678"),
                Rows.of("AttachInternetGateway", "InternetGatewayId", "{igw}", "VpcId", "{own-vpc}")
                        .row("InternetGatewayId", "{igw}", "igw-12345678")
                        .row("VpcId", "{own-vpc}", "vpc-12345678"),
                Rows.of("DetachInternetGateway", "InternetGatewayId", "{attached-igw}", "VpcId", "{gate-network}")
                        .row("InternetGatewayId", "{attached-igw}", "igw-12345678")
                        .row("VpcId", "{gate-network}", "vpc-12345678"),
                Rows.of("DeleteInternetGateway", "InternetGatewayId", "{igw}")
                        .row("InternetGatewayId", "{igw}", "igw-12345678"),
                Rows.of("CreateRouteTable", "VpcId", "{network}")
                        .row("VpcId", "{network}", "vpc-12345678")
                        .clientToken("routeTable/routeTableId")
                        .tags("route-table"),
                Rows.of("DeleteRouteTable", "RouteTableId", "{own-table}")
                        .row("RouteTableId", "{own-table}", "rtb-12345678"),
                Rows.of("DescribeRouteTables").row("RouteTableId.1", "{own-table}", "rtb-12345678"),
                route("CreateRoute", "{public-table}"),
                route("ReplaceRoute", "{routed-table}"),
                Rows.of("DeleteRoute", "RouteTableId", "{routed-table}", "DestinationCidrBlock", "0.0.0.0/0")
                        .row("RouteTableId", "{routed-table}", "rtb-12345678")
                        .row("DestinationCidrBlock", "0.0.0.0/0", "192.0.2.0/24"),
                Rows.of("AssociateRouteTable", "RouteTableId", "{own-table}", "SubnetId", "{latest-subnet}")
                        .row("RouteTableId", "{own-table}", "rtb-12345678")
                        .row("SubnetId", "{latest-subnet}", "subnet-12345678"),
                Rows.of("DisassociateRouteTable", "AssociationId", "{association}")
                        .row("AssociationId", "{association}", "rtbassoc-12345678"),
                Rows.of("ReplaceRouteTableAssociation", "AssociationId", "{association}", "RouteTableId", "{own-table}")
                        .row("AssociationId", "{association}", "rtbassoc-12345678")
                        .row("RouteTableId", "{own-table}", "rtb-12345678"),
                Rows.of("CreateNetworkAcl", "VpcId", "{network}")
                        .row("VpcId", "{network}", "vpc-12345678")
                        .clientToken("networkAcl/networkAclId")
                        .tags("network-acl"),
                Rows.of("DeleteNetworkAcl", "NetworkAclId", "{own-acl}")
                        .row("NetworkAclId", "{own-acl}", "acl-12345678"),
                Rows.of("DescribeNetworkAcls").row("NetworkAclId.1", "{own-acl}", "acl-12345678"),
                entry("CreateNetworkAclEntry", "{own-acl}", "200", "300"),
                entry("ReplaceNetworkAclEntry", "{filled-acl}", "100", "300"),
                Rows.of("DeleteNetworkAclEntry", "NetworkAclId", "{filled-acl}", "RuleNumber", "100", "Egress", "true")
                        .seen("DescribeNetworkAcls", "NetworkAclId.1", "NetworkAclId")
                        .row("NetworkAclId", "{filled-acl}", "acl-12345678")
                        .row("RuleNumber", "100", "200")
                        .row("Egress", "true", "false"),
                Rows.of(
                                "ReplaceNetworkAclAssociation",
                                "AssociationId",
                                "{acl-association}",
                                "NetworkAclId",
                                "{own-acl}")
                        .row("AssociationId", "{acl-association}", "aclassoc-12345678")
                        .row("NetworkAclId", "{own-acl}", "acl-12345678"));
    }

    private static Rows entry(String operation, String acl, String number, String otherNumber) {
        @Nullable
        String[] icmp = {
            "Protocol", "1", "Icmp.Type", "8", "Icmp.Code", "0", "PortRange.From", null, "PortRange.To", null
        };
        return Rows.of(
                        operation,
                        "NetworkAclId",
                        acl,
                        "RuleNumber",
                        number,
                        "Egress",
                        "false",
                        "Protocol",
                        "6",
                        "RuleAction",
                        "allow",
                        "CidrBlock",
                        "10.0.0.0/8",
                        "PortRange.From",
                        "22",
                        "PortRange.To",
                        "25")
                .seen("DescribeNetworkAcls", "NetworkAclId.1", "NetworkAclId")
                .row("NetworkAclId", acl, "acl-12345678")
                .row("RuleNumber", number, otherNumber)
                .row("Egress", "false", "true")
                .row("Protocol", "6", "17")
                .row("RuleAction", "allow", "deny")
                .row("CidrBlock", "10.0.0.0/8", "11.0.0.0/8")
                .row("PortRange.From", "22", "23")
                .row("PortRange.To", "25", "24")
                .row("Icmp.Type", "8", "0", icmp)
                .row("Icmp.Code", "0", "-1", icmp);
    }

    private static Rows route(String operation, String table) {
        return Rows.of(
                        operation,
                        "RouteTableId",
                        table,
                        "DestinationCidrBlock",
                        "0.0.0.0/0",
                        "GatewayId",
                        "{latest-igw}")
                .seen("DescribeRouteTables", "RouteTableId.1", "RouteTableId")
                .row("RouteTableId", table, "rtb-12345678")
                .row("DestinationCidrBlock", "0.0.0.0/0", "192.0.2.0/24")
                .row("GatewayId", "{latest-igw}", "igw-12345678");
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
