package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.Networks.DefaultNetwork;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroups;
import dev.origami.network.Subnet;
import dev.origami.network.Vpc;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockState;

/** The default network of an account, and the interfaces in it. */
public final class VpcApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final SecurityGroups groups;
    private final NetworkInterfaces interfaces;
    private final Tags tags;
    private final Paging paging;
    private final Filters<VpcView> vpcFilters;
    private final Filters<SubnetView> subnetFilters;
    private final Filters<NicView> nicFilters;

    private record VpcView(Vpc vpc, List<Tag> tags) {}

    private record SubnetView(Subnet subnet, Zone zone, int available, List<Tag> tags) {}

    private record NicView(NetworkInterface nic, Map<SecurityGroupId, String> groupNames, List<Tag> tags) {}

    public VpcApi(
            Database database,
            SecurityGroups groups,
            NetworkInterfaces interfaces,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.groups = groups;
        this.interfaces = interfaces;
        this.tags = tags;
        this.paging = paging;
        this.vpcFilters = vpcFilters(limits);
        this.subnetFilters = subnetFilters(limits);
        this.nicFilters = nicFilters(limits);
    }

    private static Filters<VpcView> vpcFilters(ApiLimits limits) {
        return new Filters<VpcView>(limits)
                .text("vpc-id", view -> view.vpc().id().value())
                .text("cidr", view -> view.vpc().cidr().toString())
                .alias("cidr", "cidr-block", "cidrBlock", "cidr-block-association.cidr-block")
                .text("cidr-block-association.state", view -> "associated")
                .text("dhcp-options-id", view -> "default")
                .text("owner-id", view -> view.vpc().account().value())
                .text("state", view -> "available")
                .flag("is-default", view -> true)
                .alias("is-default", "isDefault")
                .tags(VpcView::tags);
    }

    private static Filters<SubnetView> subnetFilters(ApiLimits limits) {
        return new Filters<SubnetView>(limits)
                .text("subnet-id", view -> view.subnet().id().value())
                .text("vpc-id", view -> view.subnet().vpc().value())
                .text("cidr", view -> view.subnet().cidr().toString())
                .alias("cidr", "cidr-block", "cidrBlock")
                .text("availability-zone", view -> view.subnet().zone())
                .alias("availability-zone", "availabilityZone")
                .text("availability-zone-id", view -> view.zone().id())
                .alias("availability-zone-id", "availabilityZoneId")
                .text("available-ip-address-count", view -> Integer.toString(view.available()))
                .flag("default-for-az", view -> true)
                .alias("default-for-az", "defaultForAz", "defaultForAZ")
                .flag("map-public-ip-on-launch", view -> true)
                .text("owner-id", view -> view.subnet().account().value())
                .text("state", view -> "available")
                .tags(SubnetView::tags);
    }

    private static Filters<NicView> nicFilters(ApiLimits limits) {
        return new Filters<NicView>(limits)
                .text("network-interface-id", view -> view.nic().id().value())
                .text("vpc-id", view -> view.nic().vpc().value())
                .text("subnet-id", view -> view.nic().subnet().value())
                .text("availability-zone", view -> view.nic().zone())
                .text("mac-address", view -> view.nic().mac())
                .text("description", view -> view.nic().description())
                .text("owner-id", view -> view.nic().account().value())
                .text("status", view -> "in-use")
                .text("attachment.instance-id", view -> view.nic().instance().value())
                .text("attachment.attachment-id", view -> view.nic().attachmentId())
                .text("attachment.status", view -> "attached")
                .text("attachment.device-index", view -> "0")
                .text("private-ip-address", view -> view.nic().privateAddress().toString())
                .alias("private-ip-address", "addresses.private-ip-address")
                .text("private-dns-name", view -> view.nic().privateDnsName())
                .texts(
                        "association.public-ip",
                        view -> view.nic().publicAddress() == null
                                ? List.of()
                                : List.of(String.valueOf(view.nic().publicAddress())))
                .texts(
                        "group-id",
                        view -> view.nic().groups().stream()
                                .map(SecurityGroupId::value)
                                .toList())
                .texts("group-name", view -> List.copyOf(view.groupNames().values()))
                .tags(NicView::tags);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeVpcs", DescribeVpcsRequest::builder, this::describeVpcs)
                .honours("VpcId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("DescribeSubnets", DescribeSubnetsRequest::builder, this::describeSubnets)
                .honours("SubnetId", "Filter.*", "MaxResults", "NextToken"));
        table.add(
                Operation.ec2("DescribeVpcAttribute", DescribeVpcAttributeRequest::builder, this::describeVpcAttribute)
                        .requires("VpcId", "Attribute"));
        table.add(Operation.ec2(
                        "DescribeNetworkInterfaces",
                        DescribeNetworkInterfacesRequest::builder,
                        this::describeNetworkInterfaces)
                .honours("NetworkInterfaceId", "Filter.*", "MaxResults", "NextToken"));
    }

    private DefaultNetwork network(Caller caller) {
        return database.read(sql -> Networks.find(sql, caller))
                .orElseGet(() -> database.write(transaction -> Networks.ensure(transaction, caller)));
    }

    private DescribeVpcsResponse describeVpcs(Caller caller, DescribeVpcsRequest request) {
        DefaultNetwork network = network(caller);
        request.vpcIds().forEach(id -> network.require(VpcId.parse(id)));
        Vpc vpc = network.vpc();
        VpcView view = new VpcView(vpc, database.read(sql -> tags.of(sql, caller, vpc.id())));
        List<VpcView> found = vpcFilters.of(request.filters()).test(view) ? List.of(view) : List.of();
        Page<VpcView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                item -> item.vpc().id().value());
        return DescribeVpcsResponse.builder()
                .vpcs(page.items().stream().map(VpcApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeSubnetsResponse describeSubnets(Caller caller, DescribeSubnetsRequest request) {
        DefaultNetwork network = network(caller);
        List<SubnetId> ids = request.subnetIds().stream().map(SubnetId::parse).toList();
        ids.forEach(network::require);
        List<SubnetView> all = database.read(sql -> network.subnets().stream()
                .map(subnet -> new SubnetView(
                        subnet,
                        Zones.require(caller.region(), subnet.zone()),
                        interfaces.availableAddresses(sql, subnet),
                        tags.of(sql, caller, subnet.id())))
                .toList());
        List<SubnetView> found = all.stream()
                .filter(view -> ids.isEmpty() || ids.contains(view.subnet().id()))
                .filter(subnetFilters.of(request.filters()))
                .toList();
        Page<SubnetView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.subnet().zone());
        return DescribeSubnetsResponse.builder()
                .subnets(page.items().stream().map(VpcApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeVpcAttributeResponse describeVpcAttribute(Caller caller, DescribeVpcAttributeRequest request) {
        Vpc vpc = network(caller).require(VpcId.parse(request.vpcId()));
        var reply = DescribeVpcAttributeResponse.builder().vpcId(vpc.id().value());
        String attribute = request.attributeAsString();
        return switch (attribute) {
            case "enableDnsSupport" -> reply.enableDnsSupport(flag(true)).build();
            case "enableDnsHostnames" -> reply.enableDnsHostnames(flag(true)).build();
            case "enableNetworkAddressUsageMetrics" ->
                reply.enableNetworkAddressUsageMetrics(flag(false)).build();
            default -> throw ApiException.invalidValue("attribute", attribute, "There is no such attribute.");
        };
    }

    private DescribeNetworkInterfacesResponse describeNetworkInterfaces(
            Caller caller, DescribeNetworkInterfacesRequest request) {
        List<NicView> all = database.read(sql -> {
            request.networkInterfaceIds().forEach(id -> interfaces.require(sql, caller, NetworkInterfaceId.parse(id)));
            return nics(sql, caller);
        });
        List<NicView> found = all.stream()
                .filter(view -> request.networkInterfaceIds().isEmpty()
                        || request.networkInterfaceIds()
                                .contains(view.nic().id().value()))
                .filter(nicFilters.of(request.filters()))
                .toList();
        Page<NicView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.nic().id().value());
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(page.items().stream().map(VpcApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<NicView> nics(Handle sql, Caller caller) {
        Map<SecurityGroupId, String> names = new HashMap<>();
        for (SecurityGroup group : groups.all(sql, caller)) {
            names.put(group.id(), group.name());
        }
        return interfaces.all(sql, caller).stream()
                .map(nic -> {
                    Map<SecurityGroupId, String> own = new HashMap<>(names);
                    own.keySet().retainAll(nic.groups());
                    return new NicView(nic, own, tags.of(sql, caller, nic.id()));
                })
                .toList();
    }

    private static AttributeBooleanValue flag(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }

    private static software.amazon.awssdk.services.ec2.model.Vpc wire(VpcView view) {
        Vpc vpc = view.vpc();
        return software.amazon.awssdk.services.ec2.model.Vpc.builder()
                .vpcId(vpc.id().value())
                .ownerId(vpc.account().value())
                .cidrBlock(vpc.cidr().toString())
                .cidrBlockAssociationSet(VpcCidrBlockAssociation.builder()
                        .associationId(vpc.id().value().replace("vpc-", "vpc-cidr-assoc-"))
                        .cidrBlock(vpc.cidr().toString())
                        .cidrBlockState(
                                VpcCidrBlockState.builder().state("associated").build())
                        .build())
                .dhcpOptionsId("default")
                .instanceTenancy("default")
                .isDefault(true)
                .state("available")
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Subnet wire(SubnetView view) {
        Subnet subnet = view.subnet();
        return software.amazon.awssdk.services.ec2.model.Subnet.builder()
                .subnetId(subnet.id().value())
                .subnetArn("arn:aws:ec2:" + subnet.region() + ":" + subnet.account() + ":subnet/" + subnet.id())
                .vpcId(subnet.vpc().value())
                .ownerId(subnet.account().value())
                .cidrBlock(subnet.cidr().toString())
                .availabilityZone(subnet.zone())
                .availabilityZoneId(view.zone().id())
                .availableIpAddressCount(view.available())
                .defaultForAz(true)
                .mapPublicIpOnLaunch(true)
                .assignIpv6AddressOnCreation(false)
                .state("available")
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.NetworkInterface wire(NicView view) {
        NetworkInterface nic = view.nic();
        Ipv4 publicAddress = nic.publicAddress();
        NetworkInterfaceAssociation association = publicAddress == null
                ? null
                : NetworkInterfaceAssociation.builder()
                        .publicIp(publicAddress.toString())
                        .ipOwnerId("amazon")
                        .build();
        return software.amazon.awssdk.services.ec2.model.NetworkInterface.builder()
                .networkInterfaceId(nic.id().value())
                .ownerId(nic.account().value())
                .vpcId(nic.vpc().value())
                .subnetId(nic.subnet().value())
                .availabilityZone(nic.zone())
                .description(nic.description())
                .interfaceType("interface")
                .macAddress(nic.mac())
                .privateIpAddress(nic.privateAddress().toString())
                .privateDnsName(nic.privateDnsName())
                .privateIpAddresses(NetworkInterfacePrivateIpAddress.builder()
                        .primary(true)
                        .privateIpAddress(nic.privateAddress().toString())
                        .association(association)
                        .build())
                .association(association)
                .requesterManaged(false)
                .sourceDestCheck(nic.sourceDestCheck())
                .status("in-use")
                .attachment(NetworkInterfaceAttachment.builder()
                        .attachmentId(nic.attachmentId())
                        .attachTime(nic.attachTime())
                        .deleteOnTermination(true)
                        .deviceIndex(0)
                        .instanceId(nic.instance().value())
                        .instanceOwnerId(nic.account().value())
                        .status("attached")
                        .build())
                .groups(nic.groups().stream()
                        .map(id -> GroupIdentifier.builder()
                                .groupId(id.value())
                                .groupName(view.groupNames().get(id))
                                .build())
                        .toList())
                .tagSet(TagSpecifications.write(view.tags()))
                .build();
    }
}
