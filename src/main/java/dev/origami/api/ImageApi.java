package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.encryption.EncryptionWish;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.AccountSettings;
import dev.origami.image.AllowedImages;
import dev.origami.image.Image;
import dev.origami.image.ImageQuery;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.operation.CopyImage;
import dev.origami.operation.RecycleBin;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Home;
import dev.origami.zone.Places;
import dev.origami.zone.Zones;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CopyImageRequest;
import software.amazon.awssdk.services.ec2.model.CopyImageResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotReturnCode;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;

/** DescribeImages, CopyImage, DeregisterImage (source sections 4, 7). */
public final class ImageApi {
    /** EC2's word for the kind, in tags. */
    public static final String RESOURCE_TYPE = "image";

    private static final PageRange PAGES = PageRange.of(1, 1000);

    private final Database database;
    private final HomeReader homes;
    private final Images images;
    private final AccountSettings settings;
    private final Snapshots snapshots;
    private final CopyImage copyImage;
    private final RecycleBin recycleBin;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final InstantSource clock;
    private final FilterReader filters;
    private final Settling settling;

    public ImageApi(
            Database database,
            Places places,
            Images images,
            AccountSettings settings,
            Snapshots snapshots,
            CopyImage copyImage,
            RecycleBin recycleBin,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            InstantSource clock,
            ApiLimits limits) {
        this.database = database;
        this.homes = new HomeReader(places);
        this.images = images;
        this.settings = settings;
        this.snapshots = snapshots;
        this.copyImage = copyImage;
        this.recycleBin = recycleBin;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.clock = clock;
        this.filters = new FilterReader(limits);
        this.settling = new Settling(database, limits);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeImages", DescribeImagesRequest::builder, this::describeImages)
                .honours("ImageId", "Owner", "ExecutableBy", "Filter.*", "MaxResults", "NextToken")
                .honours("IncludeDeprecated", "IncludeDisabled"));
        table.add(Operation.ec2("CopyImage", CopyImageRequest::builder, this::copyImage)
                .requires("SourceRegion", "SourceImageId", "Name")
                .honours("Description", "ClientToken", "CopyImageTags", "TagSpecification.*")
                .honours("SnapshotCopyCompletionDurationMinutes", "Encrypted", "KmsKeyId")
                .honours("DestinationOutpostArn", "DestinationAvailabilityZone", "DestinationAvailabilityZoneId"));
        table.add(Operation.ec2("DeregisterImage", DeregisterImageRequest::builder, this::deregisterImage)
                .requires("ImageId")
                .honours("DeleteAssociatedSnapshots"));
    }

    private DescribeImagesResponse describeImages(Caller caller, DescribeImagesRequest request) {
        List<Filter> wantedFilters = filters.read(request.filters());
        @Nullable Set<AccountId> owners = Owners.of(caller, request.owners());
        List<ImageId> ids = paging.ids("imageIdsSet", request.imageIds(), request.maxResults(), ImageId::parse);
        Images.Include include = new Images.Include(
                Boolean.TRUE.equals(request.includeDeprecated()), Boolean.TRUE.equals(request.includeDisabled()));
        Set<Grantee> executableBy = executableBy(caller, request.executableUsers());
        PageWanted wanted = paging.wanted(caller, PAGES, request.maxResults(), request.nextToken());
        Slice<DescribedImage> found = settling.look(
                ids,
                sql -> {
                    AllowedImages allowed = settings.allowedImages(sql, caller);
                    ImageQuery query = new ImageQuery(ids, wantedFilters, owners, executableBy, include, allowed);
                    Slice<Image> slice = images.search(sql, caller, query, wanted);
                    return new Slice<>(described(sql, caller, slice.items(), allowed), slice.next());
                },
                item -> item.image().state() instanceof ImageState.Pending
                        ? item.image().id().value()
                        : null);
        Page<DescribedImage> page = paging.page(caller, found);
        return DescribeImagesResponse.builder()
                .images(page.items().stream()
                        .map(item -> ImageShape.of(item, clock.instant()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<DescribedImage> described(Handle sql, Caller caller, List<Image> some, AllowedImages allowed) {
        // Tags and launches are told of one's own only, and there are no tags on others'.
        List<ImageId> own = some.stream()
                .filter(image -> image.owner().equals(caller.account()))
                .map(Image::id)
                .toList();
        Map<String, List<Tag>> tagsById = tags.of(sql, caller, own);
        Map<ImageId, Instant> launches = images.lastLaunched(sql, own);
        Instant now = clock.instant();
        return some.stream()
                .map(image -> new DescribedImage(
                        image,
                        tagsById.getOrDefault(image.id().value(), List.of()),
                        image.owner().equals(caller.account()),
                        launches.get(image.id()),
                        allowed.verdict(caller.account(), image, now)))
                .toList();
    }

    private static Set<Grantee> executableBy(Caller caller, List<String> users) {
        return users.stream()
                .map(user ->
                        Grantee.of(user.equals(Owners.SELF) ? caller.account().value() : user))
                .collect(Collectors.toUnmodifiableSet());
    }

    private CopyImageResponse copyImage(Caller caller, CopyImageRequest request) {
        Region sourceRegion = Zones.of(new Region(request.sourceRegion())).region();
        Caller atSource = new Caller(caller.account(), sourceRegion, caller.service());
        ImageId sourceId = ImageId.parse(request.sourceImageId());
        CopyDuration.require("snapshotCopyCompletionDurationMinutes", request.snapshotCopyCompletionDurationMinutes());
        EncryptionWish wish = new EncryptionWish(request.encrypted(), request.kmsKeyId());
        images.requireName(request.name());
        TagSpecifications given = TagSpecifications.of(
                tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE, SnapshotApi.RESOURCE_TYPE));
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Home home = homes.ofCopy(
                    transaction.sql(),
                    caller,
                    request.destinationOutpostArn(),
                    request.destinationAvailabilityZone(),
                    request.destinationAvailabilityZoneId());
            Image source = images.requireVisible(transaction.sql(), atSource, sourceId);
            images.requireAvailable(source);
            images.requireAllowed(transaction.sql(), atSource, source);
            Image copy = copyImage.copy(transaction, caller, source, request.name(), request.description(), wish, home);
            tag(transaction, caller, copy, given);
            if (Boolean.TRUE.equals(request.copyImageTags())) {
                copyTags(transaction, atSource, caller, source, copy, given);
            }
            return copy.id().value();
        });
        return CopyImageResponse.builder().imageId(id).build();
    }

    private void tag(Transaction transaction, Caller owner, Image image, TagSpecifications given) {
        tags.attach(transaction, owner, RESOURCE_TYPE, image.id(), given.of(RESOURCE_TYPE));
        for (SnapshotId snapshot : image.snapshots()) {
            tags.attach(transaction, owner, SnapshotApi.RESOURCE_TYPE, snapshot, given.of(SnapshotApi.RESOURCE_TYPE));
        }
    }

    /** The tags that the caller's own account gave the source, where the request does not say otherwise. */
    private void copyTags(
            Transaction transaction, Caller atSource, Caller owner, Image source, Image copy, TagSpecifications given) {
        Set<String> said =
                Set.copyOf(given.of(RESOURCE_TYPE).stream().map(Tag::key).toList());
        List<Tag> copied = tags.of(transaction.sql(), atSource, source.id()).stream()
                .filter(tag -> !said.contains(tag.key()))
                .toList();
        tags.attach(transaction, owner, RESOURCE_TYPE, copy.id(), copied);
    }

    private DeregisterImageResponse deregisterImage(Caller caller, DeregisterImageRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        List<DeleteSnapshotReturnCode> results = database.write(transaction -> {
            Image image = recycleBin.deregisterImage(transaction, caller, id);
            return Boolean.TRUE.equals(request.deleteAssociatedSnapshots())
                    ? deleteSnapshots(transaction, caller, image)
                    : List.of();
        });
        return DeregisterImageResponse.builder()
                .returnValue(true)
                .deleteSnapshotResults(results)
                .build();
    }

    /** The image is gone whatever becomes of its snapshots (source section 7.3). */
    private List<DeleteSnapshotReturnCode> deleteSnapshots(Transaction transaction, Caller caller, Image image) {
        List<DeleteSnapshotReturnCode> results = new ArrayList<>();
        for (SnapshotId id : image.snapshots()) {
            results.add(DeleteSnapshotReturnCode.builder()
                    .snapshotId(id.value())
                    .returnCode(deleteSnapshot(transaction, caller, id))
                    .build());
        }
        return results;
    }

    private String deleteSnapshot(Transaction transaction, Caller caller, SnapshotId id) {
        Optional<Snapshot> snapshot = snapshots.find(transaction.sql(), id);
        if (snapshot.isEmpty()
                || !snapshot.get().owner().equals(caller.account())
                || snapshot.get().state() instanceof SnapshotState.Recoverable) {
            return "client-error";
        }
        if (!snapshots.imagesUsing(transaction.sql(), id).isEmpty()) {
            return "skipped";
        }
        if (snapshots.lock(transaction.sql(), id).isPresent()) {
            return "client-error";
        }
        recycleBin.deleteSnapshot(transaction, caller, id);
        return "success";
    }
}
