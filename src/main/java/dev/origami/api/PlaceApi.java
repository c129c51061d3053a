package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.network.Networks;
import dev.origami.zone.RegionFacts;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import dev.origami.zone.Zones;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.AccountAttributeValue;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyAvailabilityZoneGroupRequest;
import software.amazon.awssdk.services.ec2.model.ModifyAvailabilityZoneGroupResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** Regions, zones, and what an account is like (source section 8). */
public final class PlaceApi {
    private static final String SUPPORTED_PLATFORMS = "supported-platforms";
    private static final String DEFAULT_VPC = "default-vpc";

    private final Database database;
    private final Filters<RegionFacts> regionFilters;
    private final Filters<ZoneView> zoneFilters;

    public PlaceApi(Database database, ApiLimits limits) {
        this.database = database;
        this.regionFilters = new Filters<RegionFacts>(limits)
                .text("endpoint", RegionFacts::endpoint)
                .text("opt-in-status", RegionFacts::optInStatus)
                .text("region-name", region -> region.region().name());
        this.zoneFilters = new Filters<ZoneView>(limits)
                .text("group-long-name", view -> view.zone().groupLongName())
                .text("group-name", view -> view.zone().group())
                .texts("message", view -> List.of())
                .text("opt-in-status", ZoneView::optInStatus)
                .texts("parent-zone-id", view -> parent(view.zone(), Zone::id))
                .texts("parent-zone-name", view -> parent(view.zone(), Zone::name))
                .text("region-name", view -> view.zone().region().name())
                .text("state", view -> "available")
                .text("zone-id", view -> view.zone().id())
                .text("zone-name", view -> view.zone().name())
                .text("zone-type", view -> view.zone().kind().wire());
    }

    /** A zone as one account has it. */
    private record ZoneView(Zone zone, boolean usable) {
        String optInStatus() {
            return zone.needsNoOptIn() ? "opt-in-not-required" : usable ? "opted-in" : "not-opted-in";
        }
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeRegions", DescribeRegionsRequest::builder, this::describeRegions)
                .honours("RegionName", "Filter.*")
                // Every region is enabled for every account here.
                .harmless("AllRegions", "true", "false"));
        table.add(Operation.ec2(
                        "DescribeAvailabilityZones",
                        DescribeAvailabilityZonesRequest::builder,
                        this::describeAvailabilityZones)
                .honours("ZoneName", "ZoneId", "AllAvailabilityZones", "Filter.*"));
        table.add(Operation.ec2(
                        "ModifyAvailabilityZoneGroup",
                        ModifyAvailabilityZoneGroupRequest::builder,
                        this::modifyAvailabilityZoneGroup)
                .requires("GroupName", "OptInStatus"));
        table.add(Operation.ec2(
                        "DescribeAccountAttributes",
                        DescribeAccountAttributesRequest::builder,
                        this::describeAccountAttributes)
                .honours("AttributeName"));
    }

    private DescribeRegionsResponse describeRegions(Caller caller, DescribeRegionsRequest request) {
        Set<String> known =
                Zones.regions().stream().map(region -> region.region().name()).collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>(request.regionNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "Invalid region names: [" + String.join(", ", unknown) + "]");
        }
        var matches = regionFilters.of(request.filters());
        return DescribeRegionsResponse.builder()
                .regions(Zones.regions().stream()
                        .filter(region -> request.regionNames().isEmpty()
                                || request.regionNames()
                                        .contains(region.region().name()))
                        .filter(matches)
                        .map(region -> Region.builder()
                                .regionName(region.region().name())
                                .endpoint(region.endpoint())
                                .optInStatus(region.optInStatus())
                                .build())
                        .toList())
                .build();
    }

    private DescribeAvailabilityZonesResponse describeAvailabilityZones(
            Caller caller, DescribeAvailabilityZonesRequest request) {
        Set<String> usable = database.read(sql -> ZoneGroups.usable(sql, caller.account(), caller.region())).stream()
                .map(Zone::name)
                .collect(Collectors.toSet());
        boolean everyone = Boolean.TRUE.equals(request.allAvailabilityZones());
        List<ZoneView> zones = Zones.of(caller.region()).zones().stream()
                .map(zone -> new ZoneView(zone, usable.contains(zone.name())))
                .filter(view -> everyone || view.usable())
                .toList();
        requireAll(request.zoneNames(), zones, Zone::name);
        requireAll(request.zoneIds(), zones, Zone::id);
        var matches = zoneFilters.of(request.filters());
        return DescribeAvailabilityZonesResponse.builder()
                .availabilityZones(zones.stream()
                        .filter(view -> request.zoneNames().isEmpty()
                                || request.zoneNames().contains(view.zone().name()))
                        .filter(view -> request.zoneIds().isEmpty()
                                || request.zoneIds().contains(view.zone().id()))
                        .filter(matches)
                        .map(PlaceApi::wire)
                        .toList())
                .build();
    }

    private static void requireAll(List<String> wanted, List<ZoneView> zones, Function<Zone, String> key) {
        Set<String> known = zones.stream().map(view -> key.apply(view.zone())).collect(Collectors.toSet());
        wanted.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw Zones.notFound(name);
        });
    }

    private ModifyAvailabilityZoneGroupResponse modifyAvailabilityZoneGroup(
            Caller caller, ModifyAvailabilityZoneGroupRequest request) {
        String status = request.optInStatusAsString();
        switch (status) {
            case "opted-in" ->
                database.writing(transaction ->
                        ZoneGroups.optIn(transaction, caller.account(), caller.region(), request.groupName()));
            case "not-opted-in" -> ZoneGroups.optOut(caller.region(), request.groupName());
            default -> throw ApiException.invalidValue("optInStatus", status, "Expecting opted-in or not-opted-in.");
        }
        return ModifyAvailabilityZoneGroupResponse.builder().returnValue(true).build();
    }

    private DescribeAccountAttributesResponse describeAccountAttributes(
            Caller caller, DescribeAccountAttributesRequest request) {
        List<String> wanted = request.attributeNamesAsStrings().isEmpty()
                ? List.of(SUPPORTED_PLATFORMS, DEFAULT_VPC)
                : request.attributeNamesAsStrings();
        return DescribeAccountAttributesResponse.builder()
                .accountAttributes(wanted.stream()
                        .map(name -> attribute(name, value(caller, name)))
                        .toList())
                .build();
    }

    private String value(Caller caller, String attribute) {
        return switch (attribute) {
            case SUPPORTED_PLATFORMS -> "VPC";
            case DEFAULT_VPC -> {
                DefaultNetwork.settle(database, caller);
                yield database.read(sql -> Networks.findDefault(sql, caller))
                        .map(vpc -> vpc.id().value())
                        .orElse("none");
            }
            default -> throw ApiException.invalidValue("attributeName", attribute, "There is no such attribute.");
        };
    }

    private static AccountAttribute attribute(String name, String value) {
        return AccountAttribute.builder()
                .attributeName(name)
                .attributeValues(
                        AccountAttributeValue.builder().attributeValue(value).build())
                .build();
    }

    private static List<String> parent(Zone zone, Function<Zone, String> key) {
        Zone parent = zone.parent();
        return parent == null ? List.of() : List.of(key.apply(parent));
    }

    private static AvailabilityZone wire(ZoneView view) {
        Zone zone = view.zone();
        Zone parent = zone.parent();
        return AvailabilityZone.builder()
                .state("available")
                .optInStatus(view.optInStatus())
                .regionName(zone.region().name())
                .zoneName(zone.name())
                .zoneId(zone.id())
                .groupName(zone.group())
                .groupLongName(zone.groupLongName())
                .networkBorderGroup(zone.border())
                .zoneType(zone.kind().wire())
                .parentZoneName(parent == null ? null : parent.name())
                .parentZoneId(parent == null ? null : parent.id())
                .build();
    }
}
