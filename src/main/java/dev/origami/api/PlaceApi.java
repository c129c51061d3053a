package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.network.Networks;
import dev.origami.network.Vpc;
import dev.origami.zone.RegionFacts;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
import software.amazon.awssdk.services.ec2.model.Region;

/** Regions, zones, and what an account is like (source section 8). */
public final class PlaceApi {
    private static final String SUPPORTED_PLATFORMS = "supported-platforms";
    private static final String DEFAULT_VPC = "default-vpc";

    private final Database database;
    private final Filters<RegionFacts> regionFilters;
    private final Filters<Zone> zoneFilters;

    public PlaceApi(Database database, ApiLimits limits) {
        this.database = database;
        this.regionFilters = new Filters<RegionFacts>(limits)
                .text("endpoint", RegionFacts::endpoint)
                .text("opt-in-status", RegionFacts::optInStatus)
                .text("region-name", region -> region.region().name());
        this.zoneFilters = new Filters<Zone>(limits)
                .text("group-long-name", zone -> Zones.of(zone.region()).longName() + " 1")
                .text("group-name", PlaceApi::group)
                .texts("message", zone -> List.of())
                .text("opt-in-status", zone -> "opt-in-not-required")
                .texts("parent-zone-id", zone -> List.of())
                .texts("parent-zone-name", zone -> List.of())
                .text("region-name", zone -> zone.region().name())
                .text("state", zone -> "available")
                .text("zone-id", Zone::id)
                .text("zone-name", Zone::name)
                .text("zone-type", zone -> "availability-zone");
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
                .honours("ZoneName", "ZoneId", "Filter.*")
                // There are no local or wavelength zones that one could opt into.
                .harmless("AllAvailabilityZones", "true", "false"));
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
        request.zoneNames().forEach(name -> Zones.require(caller.region(), name));
        for (String id : request.zoneIds()) {
            if (Zones.find(caller.region(), id)
                    .filter(zone -> zone.id().equals(id))
                    .isEmpty()) {
                throw new ApiException(ErrorCode.INVALID_ZONE_NOT_FOUND, "The zone '" + id + "' does not exist.");
            }
        }
        var matches = zoneFilters.of(request.filters());
        return DescribeAvailabilityZonesResponse.builder()
                .availabilityZones(Zones.of(caller.region()).zones().stream()
                        .filter(zone -> request.zoneNames().isEmpty()
                                || request.zoneNames().contains(zone.name()))
                        .filter(zone ->
                                request.zoneIds().isEmpty() || request.zoneIds().contains(zone.id()))
                        .filter(matches)
                        .map(PlaceApi::wire)
                        .toList())
                .build();
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
                Optional<Vpc> vpc =
                        database.read(sql -> Networks.find(sql, caller)).map(Networks.DefaultNetwork::vpc);
                yield vpc.map(found -> found.id().value())
                        .orElseGet(() -> database.write(transaction -> Networks.ensure(transaction, caller))
                                .vpc()
                                .id()
                                .value());
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

    private static String group(Zone zone) {
        return zone.region().name() + "-zg-1";
    }

    private static AvailabilityZone wire(Zone zone) {
        return AvailabilityZone.builder()
                .state("available")
                .optInStatus("opt-in-not-required")
                .regionName(zone.region().name())
                .zoneName(zone.name())
                .zoneId(zone.id())
                .groupName(group(zone))
                .groupLongName(Zones.of(zone.region()).longName() + " 1")
                .networkBorderGroup(zone.region().name())
                .zoneType("availability-zone")
                .build();
    }
}
