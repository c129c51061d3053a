package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.instance.InstanceType;
import dev.origami.instance.InstanceTypes;
import dev.origami.instance.SpotPrices;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryResponse;
import software.amazon.awssdk.services.ec2.model.SpotPrice;

/** What Spot Instances cost: one price for each type and zone, which never changes. */
final class SpotPriceApi {
    private static final PageRange PAGES = PageRange.of(1, 1000);
    private static final String PRODUCT = "Linux/UNIX";
    private static final String IN_NETWORKS = " (Amazon VPC)";

    private final Database database;
    private final Paging paging;
    private final Filters<Priced> filters;

    private record Priced(InstanceType type, Zone zone) {
        String price() {
            return SpotPrices.of(type).toPlainString();
        }
    }

    SpotPriceApi(Database database, Paging paging, ApiLimits limits) {
        this.database = database;
        this.paging = paging;
        this.filters = new Filters<Priced>(limits)
                .text("availability-zone", priced -> priced.zone().name())
                .text("availability-zone-id", priced -> priced.zone().id())
                .text("instance-type", priced -> priced.type().name())
                .text("product-description", _ -> PRODUCT)
                .text("spot-price", Priced::price)
                .text("timestamp", _ -> WireTime.text(SpotPrices.SINCE));
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeSpotPriceHistory", DescribeSpotPriceHistoryRequest::builder, this::describe)
                .honours("InstanceType", "ProductDescription", "AvailabilityZone", "AvailabilityZoneId")
                .honours("StartTime", "EndTime", "Filter.*", "MaxResults", "NextToken"));
    }

    private DescribeSpotPriceHistoryResponse describe(Caller caller, DescribeSpotPriceHistoryRequest request) {
        List<String> types = request.instanceTypesAsStrings();
        for (String type : types) {
            if (InstanceTypes.find(type).isEmpty()) {
                throw ApiException.invalidValue("instanceType", type, "There is no such instance type here.");
            }
        }
        if (request.startTime() != null
                && request.endTime() != null
                && request.endTime().isBefore(request.startTime())) {
            throw ApiException.invalidValue(
                    "endTime", request.endTime().toString(), "It is before startTime, " + request.startTime() + ".");
        }
        List<Zone> zones = database.read(sql -> ZoneGroups.usable(sql, caller.account(), caller.region())).stream()
                .filter(zone ->
                        request.availabilityZone() == null || zone.name().equals(request.availabilityZone()))
                .filter(zone ->
                        request.availabilityZoneId() == null || zone.id().equals(request.availabilityZoneId()))
                .toList();
        List<Priced> found = products(request)
                .flatMap(_ -> InstanceTypes.all().stream())
                .filter(type -> types.isEmpty() || types.contains(type.name()))
                .flatMap(type -> zones.stream().map(zone -> new Priced(type, zone)))
                .filter(filters.of(request.filters()))
                .sorted(Comparator.comparing(SpotPriceApi::place))
                .toList();
        Page<Priced> page =
                paging.page(caller, PAGES, request.maxResults(), request.nextToken(), found, SpotPriceApi::place);
        return DescribeSpotPriceHistoryResponse.builder()
                .spotPriceHistory(page.items().stream().map(SpotPriceApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The product that is priced here, where it is asked for and there were prices by then; a start has those in force. */
    private static Stream<String> products(DescribeSpotPriceHistoryRequest request) {
        Instant end = request.endTime();
        List<String> asked = request.productDescriptions();
        boolean wanted = asked.isEmpty() || asked.contains(PRODUCT) || asked.contains(PRODUCT + IN_NETWORKS);
        return wanted && (end == null || !end.isBefore(SpotPrices.SINCE)) ? Stream.of(PRODUCT) : Stream.empty();
    }

    private static String place(Priced priced) {
        return priced.type().name() + " " + priced.zone().name();
    }

    private static SpotPrice wire(Priced priced) {
        return SpotPrice.builder()
                .instanceType(priced.type().name())
                .availabilityZone(priced.zone().name())
                .availabilityZoneId(priced.zone().id())
                .productDescription(PRODUCT)
                .spotPrice(priced.price())
                .timestamp(SpotPrices.SINCE)
                .build();
    }
}
