package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Arn;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.network.Cidr;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.Subnet;
import dev.origami.network.Subnets;
import dev.origami.network.Vpc;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Outpost;
import dev.origami.zone.Places;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import dev.origami.zone.Zones;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameOptionsOnLaunch;

/** Subnets, the default ones and those that accounts make in zones of every kind and on Outposts. */
final class SubnetApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);
    static final String RESOURCE_TYPE = "subnet";

    private final Database database;
    private final Places places;
    private final NetworkInterfaces interfaces;
    private final Tags tags;
    private final Paging paging;
    private final Filters<SubnetView> subnetFilters;

    private record SubnetView(Subnet subnet, Zone zone, int available, List<Tag> tags) {}

    SubnetApi(
            Database database,
            Places places,
            NetworkInterfaces interfaces,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.places = places;
        this.interfaces = interfaces;
        this.tags = tags;
        this.paging = paging;
        this.subnetFilters = subnetFilters(limits);
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
                .flag("default-for-az", view -> view.subnet().isDefault())
                .alias("default-for-az", "defaultForAz", "defaultForAZ")
                .flag("map-public-ip-on-launch", view -> view.subnet().mapsPublic())
                .texts(
                        "outpost-arn",
                        view -> Stream.ofNullable(view.subnet().outpost()).toList())
                .text("owner-id", view -> view.subnet().account().value())
                .text("state", view -> "available")
                .tags(SubnetView::tags);
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeSubnets", DescribeSubnetsRequest::builder, this::describeSubnets)
                .honours("SubnetId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("CreateSubnet", CreateSubnetRequest::builder, this::createSubnet)
                .requires("VpcId", "CidrBlock")
                .honours("AvailabilityZone", "AvailabilityZoneId", "OutpostArn", "TagSpecification.*")
                .harmless("Ipv6Native", "false"));
        table.add(Operation.ec2("CreateDefaultSubnet", CreateDefaultSubnetRequest::builder, this::createDefaultSubnet)
                .honours("AvailabilityZone", "AvailabilityZoneId")
                .harmless("Ipv6Native", "false"));
        table.add(Operation.ec2("DeleteSubnet", DeleteSubnetRequest::builder, this::deleteSubnet)
                .requires("SubnetId"));
        table.add(Operation.ec2(
                        "ModifySubnetAttribute", ModifySubnetAttributeRequest::builder, this::modifySubnetAttribute)
                .requires("SubnetId")
                .honours("MapPublicIpOnLaunch.Value"));
    }

    private DescribeSubnetsResponse describeSubnets(Caller caller, DescribeSubnetsRequest request) {
        DefaultNetwork.settle(database, caller);
        List<SubnetId> ids = request.subnetIds().stream().map(SubnetId::parse).toList();
        List<SubnetView> found = database.read(sql -> {
            ids.forEach(id -> Subnets.require(sql, caller, id));
            return Subnets.all(sql, caller).stream()
                    .filter(subnet -> ids.isEmpty() || ids.contains(subnet.id()))
                    .map(subnet -> view(sql, caller, subnet))
                    .filter(subnetFilters.of(request.filters()))
                    .toList();
        });
        Page<SubnetView> page =
                paging.page(caller, PAGES, request.maxResults(), request.nextToken(), found, SubnetApi::place);
        return DescribeSubnetsResponse.builder()
                .subnets(page.items().stream().map(SubnetApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** Default subnets come first, each with those of its zone together. */
    private static String place(SubnetView view) {
        Subnet subnet = view.subnet();
        return (subnet.isDefault() ? "0 " : "1 ") + subnet.zone() + " " + subnet.id();
    }

    private CreateSubnetResponse createSubnet(Caller caller, CreateSubnetRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        Cidr range = Cidr.parse(request.cidrBlock());
        VpcId vpcId = VpcId.parse(request.vpcId());
        return database.write(transaction -> {
            Networks.settle(transaction, caller);
            Vpc vpc = Networks.require(transaction.sql(), caller, vpcId);
            Outpost outpost = request.outpostArn() == null
                    ? null
                    : places.requireOutpost(caller.account(), caller.region(), request.outpostArn());
            Zone zone = zone(transaction, caller, request, outpost);
            Subnet subnet = Subnets.create(transaction, vpc, zone, outpost, range);
            tags.attach(transaction, caller, RESOURCE_TYPE, subnet.id(), given);
            return CreateSubnetResponse.builder()
                    .subnet(wire(view(transaction.sql(), caller, subnet)))
                    .build();
        });
    }

    private CreateDefaultSubnetResponse createDefaultSubnet(Caller caller, CreateDefaultSubnetRequest request) {
        String name = request.availabilityZone();
        String id = request.availabilityZoneId();
        if ((name == null) == (id == null)) {
            throw name == null
                    ? ApiException.missing("AvailabilityZone")
                    : new ApiException(
                            ErrorCode.INVALID_PARAMETER_COMBINATION,
                            "The parameter availabilityZone cannot be used with the parameter availabilityZoneId");
        }
        Zone zone = Zones.of(caller.region()).availabilityZones().stream()
                .filter(one -> one.name().equals(name) || one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Zones.notFound(name == null ? String.valueOf(id) : name));
        return database.write(transaction -> {
            Networks.settle(transaction, caller);
            Subnet subnet = Subnets.createDefault(transaction, caller, zone);
            return CreateDefaultSubnetResponse.builder()
                    .subnet(wire(view(transaction.sql(), caller, subnet)))
                    .build();
        });
    }

    /** The zone that was named, or the Outpost's, or the first. */
    private static Zone zone(
            Transaction transaction, Caller caller, CreateSubnetRequest request, @Nullable Outpost outpost) {
        String name = request.availabilityZone();
        String id = request.availabilityZoneId();
        if (name != null && id != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter availabilityZone cannot be used with the parameter availabilityZoneId");
        }
        List<Zone> usable = ZoneGroups.usable(transaction.sql(), caller.account(), caller.region());
        Zone zone = name == null && id == null
                ? outpost == null ? usable.getFirst() : outpost.zone()
                : usable.stream()
                        .filter(one -> one.name().equals(name) || one.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> ApiException.invalidValue(
                                name == null ? "availabilityZoneId" : "availabilityZone",
                                name == null ? String.valueOf(id) : name,
                                "Subnets can currently only be created in the following availability zones: "
                                        + usable.stream()
                                                .map(name == null ? Zone::id : Zone::name)
                                                .collect(Collectors.joining(", "))
                                        + "."));
        if (outpost != null && !outpost.zone().equals(zone)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The Outpost '" + outpost.arn() + "' is not in the zone '" + zone.name() + "'");
        }
        return zone;
    }

    private DeleteSubnetResponse deleteSubnet(Caller caller, DeleteSubnetRequest request) {
        SubnetId id = SubnetId.parse(request.subnetId());
        database.writing(transaction -> {
            Subnets.delete(transaction, caller, id);
            tags.forget(transaction, id);
        });
        return DeleteSubnetResponse.builder().build();
    }

    private ModifySubnetAttributeResponse modifySubnetAttribute(Caller caller, ModifySubnetAttributeRequest request) {
        SubnetId id = SubnetId.parse(request.subnetId());
        if (request.mapPublicIpOnLaunch() == null) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_COMBINATION, "No attributes specified.");
        }
        boolean maps = Boolean.TRUE.equals(request.mapPublicIpOnLaunch().value());
        database.writing(transaction -> Subnets.setMapsPublic(transaction, caller, id, maps));
        return ModifySubnetAttributeResponse.builder().build();
    }

    private SubnetView view(Handle sql, Caller caller, Subnet subnet) {
        return new SubnetView(
                subnet,
                Zones.require(caller.region(), subnet.zone()),
                interfaces.availableAddresses(sql, subnet),
                tags.of(sql, caller, subnet.id()));
    }

    private static software.amazon.awssdk.services.ec2.model.Subnet wire(SubnetView view) {
        Subnet subnet = view.subnet();
        return software.amazon.awssdk.services.ec2.model.Subnet.builder()
                .subnetId(subnet.id().value())
                .subnetArn(Arn.of(subnet.region(), subnet.account(), "subnet", subnet.id()))
                .vpcId(subnet.vpc().value())
                .ownerId(subnet.account().value())
                .cidrBlock(subnet.cidr().toString())
                .availabilityZone(subnet.zone())
                .availabilityZoneId(view.zone().id())
                .availableIpAddressCount(view.available())
                .defaultForAz(subnet.isDefault())
                .outpostArn(subnet.outpost())
                .mapPublicIpOnLaunch(subnet.mapsPublic())
                .assignIpv6AddressOnCreation(false)
                .mapCustomerOwnedIpOnLaunch(false)
                .enableDns64(false)
                .ipv6Native(false)
                .privateDnsNameOptionsOnLaunch(PrivateDnsNameOptionsOnLaunch.builder()
                        .hostnameType("ip-name")
                        .enableResourceNameDnsARecord(false)
                        .enableResourceNameDnsAAAARecord(false)
                        .build())
                .state("available")
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }
}
