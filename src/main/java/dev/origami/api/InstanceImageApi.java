package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.image.AccountSettings;
import dev.origami.image.AllowedImages;
import dev.origami.image.Image;
import dev.origami.image.Images;
import dev.origami.instance.Instance;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceImageMetadataRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceImageMetadataResponse;
import software.amazon.awssdk.services.ec2.model.ImageMetadata;
import software.amazon.awssdk.services.ec2.model.InstanceImageMetadata;

/**
 * DescribeInstanceImageMetadata (source section 1.9): what the images of the caller's instances are now, also when it
 * can see them no more.
 */
final class InstanceImageApi {
    private static final PageRange PAGES = PageRange.of(1, 1000);

    private final Database database;
    private final InstanceView.Source views;
    private final Images images;
    private final AccountSettings settings;
    private final InstantSource clock;
    private final Paging paging;
    private final Filters<Described> filters;

    /**
     * An instance and its image.
     *
     * @param allowed whether the caller's account allows the image; null when that is not looked at
     */
    private record Described(
            InstanceView view, Image image, @Nullable Boolean allowed) {
        Instance instance() {
            return view.instance();
        }

        @Nullable
        String zoneId() {
            return Zones.find(instance().region(), instance().zone())
                    .map(Zone::id)
                    .orElse(null);
        }
    }

    InstanceImageApi(
            Database database,
            InstanceView.Source views,
            Images images,
            AccountSettings settings,
            InstantSource clock,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.views = views;
        this.images = images;
        this.settings = settings;
        this.clock = clock;
        this.paging = paging;
        this.filters = new Filters<Described>(limits)
                .text("availability-zone", item -> item.instance().zone())
                .text("instance-id", item -> item.instance().id().value())
                .text("image-allowed", item -> item.allowed() == null ? null : String.valueOf(item.allowed()))
                .text("instance-state-name", item -> item.instance().state().wire())
                .text("instance-type", item -> item.instance().settings().type())
                .text("launch-time", item -> WireTime.text(item.instance().launchTime()))
                .text("owner-alias", item -> Provider.aliasOf(item.image().owner()))
                .text("owner-id", item -> item.image().owner().value())
                .text("zone-id", Described::zoneId)
                .tags(item -> item.view().tags());
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeInstanceImageMetadata",
                        DescribeInstanceImageMetadataRequest::builder,
                        this::describeInstanceImageMetadata)
                .honours("InstanceId", "Filter.*", "MaxResults", "NextToken"));
    }

    private DescribeInstanceImageMetadataResponse describeInstanceImageMetadata(
            Caller caller, DescribeInstanceImageMetadataRequest request) {
        List<InstanceId> ids =
                request.instanceIds().stream().map(InstanceId::parse).toList();
        Predicate<Described> filter = filters.of(request.filters());
        List<Described> found = database.read(sql -> described(sql, caller, ids)).stream()
                .filter(filter)
                .toList();
        Page<Described> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                item -> item.instance().id().value());
        return DescribeInstanceImageMetadataResponse.builder()
                .instanceImageMetadata(
                        page.items().stream().map(InstanceImageApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<Described> described(Handle sql, Caller caller, List<InstanceId> ids) {
        List<InstanceView> selected = views.selected(sql, caller, ids);
        Map<ImageId, Image> byId = images.find(
                sql,
                selected.stream().map(view -> view.instance().image().image()).toList());
        AllowedImages allowed = settings.allowedImages(sql, caller);
        Instant now = clock.instant();
        return selected.stream()
                .map(view -> {
                    ImageId id = view.instance().image().image();
                    Image image = byId.get(id);
                    if (image == null) {
                        throw new IllegalStateException("an instance of an image that is not recorded: " + id);
                    }
                    return new Described(view, image, allowed.verdict(caller.account(), image, now));
                })
                .toList();
    }

    private static InstanceImageMetadata wire(Described item) {
        Instance instance = item.instance();
        return InstanceImageMetadata.builder()
                .instanceId(instance.id().value())
                .instanceType(instance.settings().type())
                .launchTime(instance.launchTime())
                .availabilityZone(instance.zone())
                .zoneId(item.zoneId())
                .state(InstanceWire.state(instance.state()))
                .ownerId(instance.owner().value())
                .tags(TagSpecifications.write(item.view().tags()))
                .imageMetadata(wire(item.image(), item.allowed()))
                .build();
    }

    private static ImageMetadata wire(Image image, @Nullable Boolean allowed) {
        Instant deprecationTime = image.life().deprecationTime();
        return ImageMetadata.builder()
                .imageId(image.id().value())
                .name(image.name())
                .ownerId(image.owner().value())
                .state(image.state().wire())
                .imageOwnerAlias(Provider.aliasOf(image.owner()))
                .creationDate(WireTime.text(image.creationDate()))
                .deprecationTime(deprecationTime == null ? null : WireTime.text(deprecationTime))
                .imageAllowed(allowed)
                .isPublic(image.isPublic())
                .build();
    }
}
