package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.id.VpcId;
import dev.origami.machine.network.SubnetRules;
import dev.origami.machine.network.SubnetRules.Entry;
import dev.origami.machine.network.SubnetRules.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where packets of subnets go: internet gateways, route tables and network ACLs. */
class RoutesTest {
    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    @Test
    void theDefaultNetworkLeadsToTheInternetAndANewOneDoesNot() {
        String vpc = fixtures.fresh("vpc");
        Answer table = mainTable(vpc);
        assertThat(table.texts("routeTableSet/item/routeSet/item/destinationCidrBlock"))
                .containsExactly("172.31.0.0/16", "0.0.0.0/0");
        String gateway = service.ask(
                        "DescribeInternetGateways", "Filter.1.Name", "attachment.vpc-id", "Filter.1.Value.1", vpc)
                .text("internetGatewaySet/item/internetGatewayId");
        assertThat(table.texts("routeTableSet/item/routeSet/item/gatewayId")).containsExactly("local", gateway);
        assertThat(table.texts("routeTableSet/item/routeSet/item/state")).containsExactly("active", "active");
        assertThat(table.texts("routeTableSet/item/associationSet/item/main")).containsExactly("true");

        var _ = fixtures.fresh("instance");
        refused(
                "DependencyViolation",
                vpc + " has some mapped public address(es)",
                () -> service.ask("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc));
        assertThat(mainTable(fixtures.fresh("own-vpc")).texts("routeTableSet/item/routeSet/item/destinationCidrBlock"))
                .containsExactly("10.9.0.0/16");
    }

    @Test
    void aRouteLeadsNowhereOnceItsGatewayIsDetached() {
        String vpc = fixtures.fresh("own-vpc");
        String gateway = fixtures.fresh("igw");
        var _ = service.ask("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        String table = mainTable(vpc).text("routeTableSet/item/routeTableId");
        String[] route = {"RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", gateway};
        assertThat(service.ask("CreateRoute", route).text("return")).isEqualTo("true");
        assertThat(mainTable(vpc).texts("routeTableSet/item/routeSet/item/state"))
                .containsExactly("active", "active");
        var _ = service.ask("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        assertThat(mainTable(vpc).texts("routeTableSet/item/routeSet/item/state"))
                .containsExactly("active", "blackhole");
        var _ = service.ask("DeleteInternetGateway", "InternetGatewayId", gateway);
        assertThat(mainTable(vpc).texts("routeTableSet/item/routeSet/item/gatewayId"))
                .containsExactly("local", gateway);
        var _ = service.ask("DeleteRoute", "RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0");
        var _ = service.ask("DeleteVpc", "VpcId", vpc);
        refused(
                "InvalidRouteTableID.NotFound",
                table,
                () -> service.ask("DescribeRouteTables", "RouteTableId.1", table));
    }

    @Test
    void aSubnetHasATableOfItsOwnOrTheMainOneWhicheverThatIs() {
        String vpc = fixtures.fresh("own-vpc");
        String subnet = subnet(vpc, "10.9.1.0/24");
        Answer first = service.ask("CreateRouteTable", "VpcId", vpc);
        String table = first.text("routeTable/routeTableId");
        String association = service.ask("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet)
                .text("associationId");
        assertThat(service.ask("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet)
                        .text("associationId"))
                .as("once more")
                .isEqualTo(association);
        refused("DependencyViolation", table, () -> service.ask("DeleteRouteTable", "RouteTableId", table));

        Answer main = mainTable(vpc);
        String replaced = service.ask(
                        "ReplaceRouteTableAssociation",
                        "AssociationId",
                        main.text("routeTableSet/item/associationSet/item/routeTableAssociationId"),
                        "RouteTableId",
                        table)
                .text("newAssociationId");
        Answer now = mainTable(vpc);
        assertThat(now.text("routeTableSet/item/routeTableId")).isEqualTo(table);
        assertThat(now.texts("routeTableSet/item/associationSet/item/routeTableAssociationId"))
                .containsExactly(replaced, association);
        assertThat(now.texts("routeTableSet/item/associationSet/item/main")).containsExactly("true", "false");
        // The one that was the main one is one like others.
        var _ = service.ask("DeleteRouteTable", "RouteTableId", main.text("routeTableSet/item/routeTableId"));

        var _ = service.ask("DeleteSubnet", "SubnetId", subnet);
        refused(
                "InvalidAssociationID.NotFound",
                association,
                () -> service.ask("DisassociateRouteTable", "AssociationId", association));
        var _ = service.ask("DeleteVpc", "VpcId", vpc);
    }

    private static Answer mainTable(String vpc) {
        return service.ask(
                "DescribeRouteTables",
                "Filter.1.Name",
                "vpc-id",
                "Filter.1.Value.1",
                vpc,
                "Filter.2.Name",
                "association.main",
                "Filter.2.Value.1",
                "true");
    }

    @Test
    void theDefaultNetworkAclLetsEverythingThroughAndANewOneNothing() {
        String vpc = fixtures.fresh("own-vpc");
        String subnet = subnet(vpc, "10.9.1.0/24");
        Answer before = acls(vpc);
        assertThat(before.texts("networkAclSet/item/default")).containsExactly("true");
        assertThat(before.texts("networkAclSet/item/entrySet/item/ruleNumber"))
                .containsExactly("100", "32767", "100", "32767");
        assertThat(before.texts("networkAclSet/item/entrySet/item/ruleAction"))
                .containsExactly("allow", "deny", "allow", "deny");
        assertThat(before.texts("networkAclSet/item/entrySet/item/egress"))
                .containsExactly("true", "true", "false", "false");
        assertThat(before.texts("networkAclSet/item/associationSet/item/subnetId"))
                .containsExactly(subnet);

        Answer made = service.ask("CreateNetworkAcl", "VpcId", vpc);
        String acl = made.text("networkAcl/networkAclId");
        assertThat(made.text("networkAcl/default")).isEqualTo("false");
        assertThat(made.texts("networkAcl/entrySet/item/ruleAction")).containsExactly("deny", "deny");
        String association = before.text("networkAclSet/item/associationSet/item/networkAclAssociationId");
        String replaced = service.ask("ReplaceNetworkAclAssociation", "AssociationId", association, "NetworkAclId", acl)
                .text("newAssociationId");
        assertThat(replaced).startsWith("aclassoc-").isNotEqualTo(association);
        Answer now = service.ask("DescribeNetworkAcls", "NetworkAclId.1", acl);
        assertThat(now.texts("networkAclSet/item/associationSet/item/networkAclAssociationId"))
                .containsExactly(replaced);
        refused("DependencyViolation", acl, () -> service.ask("DeleteNetworkAcl", "NetworkAclId", acl));

        var _ = service.ask("DeleteSubnet", "SubnetId", subnet);
        var _ = service.ask("DeleteNetworkAcl", "NetworkAclId", acl);
        var _ = service.ask("DeleteVpc", "VpcId", vpc);
    }

    @Test
    void entriesAreToldInTheOrderInWhichTheyDecide() {
        String acl = fixtures.fresh("own-acl");
        entry(acl, "200", "Protocol", "17", "PortRange.From", "53", "PortRange.To", "53");
        entry(acl, "100", "Protocol", "icmp", "Icmp.Type", "-1", "Icmp.Code", "-1");
        // Ports of what has none are not looked at.
        entry(acl, "150", "Protocol", "-1", "PortRange.From", "0", "PortRange.To", "0");
        Answer told = service.ask("DescribeNetworkAcls", "NetworkAclId.1", acl);
        assertThat(told.texts("networkAclSet/item/entrySet/item/ruleNumber"))
                .containsExactly("32767", "100", "150", "200", "32767");
        assertThat(told.texts("networkAclSet/item/entrySet/item/protocol"))
                .containsExactly("-1", "1", "-1", "17", "-1");
        assertThat(told.texts("networkAclSet/item/entrySet/item/portRange/from"))
                .containsExactly("53");
        assertThat(told.texts("networkAclSet/item/entrySet/item/icmpTypeCode/type"))
                .containsExactly("-1");
    }

    private static void entry(String acl, String number, String... more) {
        List<String> members = new ArrayList<>(List.of("NetworkAclId", acl, "RuleNumber", number, "Egress", "false"));
        members.addAll(List.of("RuleAction", "allow", "CidrBlock", "10.0.0.0/8"));
        members.addAll(List.of(more));
        var _ = service.ask("CreateNetworkAclEntry", members.toArray(String[]::new));
    }

    private static Answer acls(String vpc) {
        return service.ask("DescribeNetworkAcls", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", vpc);
    }

    @Test
    void whatRouteTablesAndNetworkAclsSayIsBroughtToTheMachines() {
        String vpc = fixtures.fresh("own-vpc");
        String subnet = subnet(vpc, "10.9.1.0/24");
        String image = fixtures.fresh("kept-image");
        var _ = service.ask(
                "RunInstances",
                "ImageId",
                image,
                "InstanceType",
                "t3.micro",
                "MinCount",
                "1",
                "MaxCount",
                "1",
                "SubnetId",
                subnet);
        service.settle();
        Way local = new Way("10.9.0.0/16", false);
        SubnetRules closed = rules(vpc);
        assertThat(closed.subnet()).isEqualTo("10.9.1.0/24");
        assertThat(closed.ways()).containsExactly(local);
        assertThat(closed.resolver()).isTrue();
        assertThat(closed.ingress()).containsExactly(new Entry(true, -1, "0.0.0.0/0", -1, -1));

        String gateway = fixtures.fresh("igw");
        var _ = service.ask("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        String table = mainTable(vpc).text("routeTableSet/item/routeTableId");
        String[] route = {"RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", gateway};
        var _ = service.ask("CreateRoute", route);
        assertThat(rules(vpc).ways()).containsExactly(local, new Way("0.0.0.0/0", true));
        var _ = service.ask("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        assertThat(rules(vpc).ways()).containsExactly(local, new Way("0.0.0.0/0", false));
        var _ = service.ask("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        String own = service.ask("CreateRouteTable", "VpcId", vpc).text("routeTable/routeTableId");
        var _ = service.ask("AssociateRouteTable", "RouteTableId", own, "SubnetId", subnet);
        assertThat(rules(vpc).ways()).as("a table of its own").containsExactly(local);

        String acl = acls(vpc).text("networkAclSet/item/networkAclId");
        entry(acl, "90", "Protocol", "6", "PortRange.From", "22", "PortRange.To", "23");
        assertThat(rules(vpc).ingress())
                .containsExactly(new Entry(true, 6, "10.0.0.0/8", 22, 23), new Entry(true, -1, "0.0.0.0/0", -1, -1));
        assertThat(rules(vpc).egress()).containsExactly(new Entry(true, -1, "0.0.0.0/0", -1, -1));
        String other = service.ask("CreateNetworkAcl", "VpcId", vpc).text("networkAcl/networkAclId");
        var _ = service.ask(
                "ReplaceNetworkAclAssociation",
                "AssociationId",
                acls(vpc).text("networkAclSet/item/associationSet/item/networkAclAssociationId"),
                "NetworkAclId",
                other);
        assertThat(rules(vpc).ingress()).isEmpty();
        assertThat(rules(vpc).egress()).isEmpty();
        var _ = service.ask("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsSupport.Value", "false");
        assertThat(rules(vpc).resolver()).isFalse();
    }

    private static SubnetRules rules(String vpc) {
        return service.machines().subnets(new VpcId(vpc)).getFirst();
    }

    private static String subnet(String vpc, String range) {
        return service.ask("CreateSubnet", "VpcId", vpc, "CidrBlock", range).text("subnet/subnetId");
    }

    private static void refused(String code, String message, ThrowingCallable request) {
        assertThatThrownBy(request).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.code().wire()).isEqualTo(code);
            assertThat(refusal.text()).contains(message);
        });
    }
}
