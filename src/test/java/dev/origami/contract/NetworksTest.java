package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.id.Region;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The networks of an account: the default one, which can be deleted and made again, and those that it makes. */
class NetworksTest {
    private static final Caller TOKYO = new Caller(WholeService.ALICE.account(), new Region("ap-northeast-1"), "ec2");

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
    void theDefaultNetworkIsDeletedForGoodAndMadeAgainWhenAskedFor() {
        Answer first = service.ask(TOKYO, "DescribeVpcs");
        String vpc = first.text("vpcSet/item/vpcId");
        assertThat(first.text("vpcSet/item/isDefault")).isEqualTo("true");
        refused("DependencyViolation", vpc, () -> service.ask(TOKYO, "DeleteVpc", "VpcId", vpc));
        fixtures.deleteDefaultNetwork(TOKYO);

        assertThat(service.ask(TOKYO, "DescribeVpcs").has("vpcSet/item")).isFalse();
        assertThat(service.ask(TOKYO, "DescribeSubnets").has("subnetSet/item")).isFalse();
        assertThat(service.ask(TOKYO, "DescribeSecurityGroups").has("securityGroupInfo/item"))
                .isFalse();
        refused("InvalidVpcID.NotFound", vpc, () -> service.ask(TOKYO, "DescribeVpcs", "VpcId.1", vpc));
        assertThat(service.ask(TOKYO, "DescribeAccountAttributes", "AttributeName.1", "default-vpc")
                        .text("accountAttributeSet/item/attributeValueSet/item/attributeValue"))
                .isEqualTo("none");
        String image = image(TOKYO);
        refused("VPCIdNotSpecified", "No default VPC for this user", () -> launch(TOKYO, image));
        refused(
                "VPCIdNotSpecified",
                "No default VPC for this user",
                () -> service.ask(TOKYO, "CreateSecurityGroup", "GroupName", "x", "GroupDescription", "x"));
        refused(
                "DefaultVpcDoesNotExist",
                "No default VPC exists",
                () -> service.ask(TOKYO, "CreateDefaultSubnet", "AvailabilityZone", "ap-northeast-1a"));

        Answer again = service.ask(TOKYO, "CreateDefaultVpc");
        assertThat(again.text("vpc/vpcId")).startsWith("vpc-").isNotEqualTo(vpc);
        assertThat(again.text("vpc/cidrBlock")).isEqualTo("172.31.0.0/16");
        assertThat(again.text("vpc/isDefault")).isEqualTo("true");
        assertThat(service.ask(TOKYO, "DescribeSubnets").texts("subnetSet/item/defaultForAz"))
                .isNotEmpty()
                .containsOnly("true");
        assertThat(launch(TOKYO, image).text("instancesSet/item/vpcId")).isEqualTo(again.text("vpc/vpcId"));
    }

    @Test
    void aDefaultSubnetIsMadeAgainWhereThereIsRoom() {
        Caller seoul = new Caller(WholeService.ALICE.account(), new Region("ap-northeast-2"), "ec2");
        Answer before = service.ask(seoul, "DescribeSubnets");
        String subnet = before.text("subnetSet/item/subnetId");
        String zone = before.text("subnetSet/item/availabilityZone");
        refused(
                "DefaultSubnetAlreadyExistsInAvailabilityZone",
                subnet,
                () -> service.ask(seoul, "CreateDefaultSubnet", "AvailabilityZone", zone));
        var _ = service.ask(seoul, "DeleteSubnet", "SubnetId", subnet);
        Answer again = service.ask(seoul, "CreateDefaultSubnet", "AvailabilityZone", zone);
        assertThat(again.text("subnet/cidrBlock")).isEqualTo(before.text("subnetSet/item/cidrBlock"));
        assertThat(again.text("subnet/mapPublicIpOnLaunch")).isEqualTo("true");
    }

    @Test
    void serversOfANetworkHaveItsAddressesAndItsGroups() {
        // The same block as the default one: networks know nothing of each other.
        String vpc = service.ask("CreateVpc", "CidrBlock", "172.31.4.4/16").text("vpc/vpcId");
        assertThat(service.ask("DescribeVpcs", "VpcId.1", vpc).text("vpcSet/item/cidrBlock"))
                .isEqualTo("172.31.0.0/16");
        String subnet = subnet(vpc, "172.31.8.0/24");
        refused("InvalidSubnet.Conflict", "172.31.8.128/25", () -> subnet(vpc, "172.31.8.128/25"));
        refused("InvalidSubnet.Range", "10.0.0.0/24", () -> subnet(vpc, "10.0.0.0/24"));
        refused("InvalidSubnet.Range", "172.31.16.0/29", () -> subnet(vpc, "172.31.16.0/29"));

        String group = service.ask(
                        "DescribeSecurityGroups",
                        "Filter.1.Name",
                        "vpc-id",
                        "Filter.1.Value.1",
                        vpc,
                        "Filter.2.Name",
                        "group-name",
                        "Filter.2.Value.1",
                        "default")
                .text("securityGroupInfo/item/groupId");
        refused("CannotDelete", group, () -> service.ask("DeleteSecurityGroup", "GroupId", group));
        Answer launched = launch(WholeService.ALICE, fixtures.fresh("kept-image"), "SubnetId", subnet);
        assertThat(launched.text("instancesSet/item/vpcId")).isEqualTo(vpc);
        assertThat(launched.text("instancesSet/item/privateIpAddress")).startsWith("172.31.8.");
        assertThat(launched.text("instancesSet/item/groupSet/item/groupId")).isEqualTo(group);
        assertThat(launched.text("instancesSet/item/networkInterfaceSet/item/association/publicIp"))
                .as("a subnet that is not a default one gives none")
                .isEmpty();

        // Addresses are taken in one network and free in the other.
        String address = launched.text("instancesSet/item/privateIpAddress");
        Answer other = launch(WholeService.ALICE, fixtures.fresh("kept-image"), "PrivateIpAddress", address);
        assertThat(other.text("instancesSet/item/vpcId")).isNotEqualTo(vpc);

        refused("DependencyViolation", subnet, () -> service.ask("DeleteSubnet", "SubnetId", subnet));
        refused("DependencyViolation", vpc, () -> service.ask("DeleteVpc", "VpcId", vpc));
        var _ = service.ask("TerminateInstances", "InstanceId.1", launched.text("instancesSet/item/instanceId"));
        service.settle();
        var _ = service.ask("DeleteSubnet", "SubnetId", subnet);
        var _ = service.ask("DeleteVpc", "VpcId", vpc);
        refused("InvalidGroup.NotFound", group, () -> service.ask("DescribeSecurityGroups", "GroupId.1", group));
    }

    @Test
    void groupsOfTwoNetworksMayHaveOneNameAndDoNotMix() {
        String vpc = fixtures.fresh("own-vpc");
        String name = fixtures.fresh("groupname");
        String there = service.ask("CreateSecurityGroup", "GroupName", name, "GroupDescription", "x", "VpcId", vpc)
                .text("groupId");
        assertThat(service.ask("DescribeSecurityGroups", "GroupName.1", name).texts("securityGroupInfo/item/groupId"))
                .as("names are looked up in the default network")
                .hasSize(1)
                .doesNotContain(there);
        refused(
                "InvalidParameter",
                there,
                () -> launch(WholeService.ALICE, fixtures.fresh("kept-image"), "SecurityGroupId.1", there));
        refused("DependencyViolation", vpc, () -> service.ask("DeleteVpc", "VpcId", vpc));
        var _ = service.ask("DeleteSecurityGroup", "GroupId", there);
        var _ = service.ask("DeleteVpc", "VpcId", vpc);
    }

    @Test
    void attributesAreToldAsTheyWereSet() {
        assertThat(attributes(fixtures.fresh("vpc"))).containsExactly("true", "true", "false");
        String vpc = fixtures.fresh("own-vpc");
        assertThat(attributes(vpc)).containsExactly("true", "false", "false");
        var _ = service.ask("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsHostnames.Value", "true");
        var _ = service.ask("ModifyVpcAttribute", "VpcId", vpc, "EnableDnsSupport.Value", "false");
        var _ = service.ask("ModifyVpcAttribute", "VpcId", vpc, "EnableNetworkAddressUsageMetrics.Value", "true");
        assertThat(attributes(vpc)).containsExactly("false", "true", "true");
    }

    private static List<String> attributes(String vpc) {
        return List.of("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics").stream()
                .map(attribute -> service.ask("DescribeVpcAttribute", "VpcId", vpc, "Attribute", attribute)
                        .text(attribute + "/value"))
                .toList();
    }

    @Test
    void oneSetOfDhcpOptionsIsThatOfAllNetworks() {
        Answer options = service.ask("DescribeDhcpOptions");
        String id = options.text("dhcpOptionsSet/item/dhcpOptionsId");
        assertThat(options.texts("dhcpOptionsSet/item/dhcpConfigurationSet/item/valueSet/item/value"))
                .containsExactly("eu-west-1.compute.internal", "AmazonProvidedDNS");
        String own = fixtures.fresh("own-vpc");
        assertThat(service.ask("DescribeVpcs", "VpcId.1", own, "VpcId.2", fixtures.fresh("vpc"))
                        .texts("vpcSet/item/dhcpOptionsId"))
                .containsExactly(id, id);
        assertThat(service.ask(WholeService.BOB, "DescribeDhcpOptions").text("dhcpOptionsSet/item/dhcpOptionsId"))
                .isNotEqualTo(id);
    }

    private static String subnet(String vpc, String range) {
        return service.ask("CreateSubnet", "VpcId", vpc, "CidrBlock", range).text("subnet/subnetId");
    }

    private static String image(Caller caller) {
        String image = service.ask(
                        caller,
                        "CopyImage",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceImageId",
                        fixtures.fresh("image"),
                        "Name",
                        fixtures.fresh("name"))
                .text("imageId");
        service.settle();
        return image;
    }

    private static Answer launch(Caller caller, String image, String... more) {
        String[] members = new String[8 + more.length];
        System.arraycopy(
                new String[] {"ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1"},
                0,
                members,
                0,
                8);
        System.arraycopy(more, 0, members, 8, more.length);
        Answer launched = service.ask(caller, "RunInstances", members);
        service.settle();
        return launched;
    }

    private static void refused(String code, String message, ThrowingCallable request) {
        assertThatThrownBy(request).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.code().wire()).isEqualTo(code);
            assertThat(refusal.text()).contains(message);
        });
    }
}
