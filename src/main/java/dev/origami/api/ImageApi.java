package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.image.AccountSettings;
import dev.origami.image.AllowedImages;
import dev.origami.image.Image;
import dev.origami.image.Images;
import dev.origami.image.LaunchPermissions;
import dev.origami.operation.CopyImage;
import dev.origami.operation.RecycleBin;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Zones;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
    private static final long DURATION_STEP_MINUTES = 15;
    private static final long LONGEST_DURATION_MINUTES = 2880;

    private final Database database;
    private final Images images;
    private final LaunchPermissions permissions;
    private final AccountSettings settings;
    private final Snapshots snapshots;
    private final CopyImage copyImage;
    private final RecycleBin recycleBin;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final InstantSource clock;
    private final Filters<ImageFilters.Described> filters;

    public ImageApi(
            Database database,
            Images images,
            LaunchPermissions permissions,
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
        this.images = images;
        this.permissions = permissions;
        this.settings = settings;
        this.snapshots = snapshots;
        this.copyImage = copyImage;
        this.recycleBin = recycleBin;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.clock = clock;
        this.filters = ImageFilters.declare(limits);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeImages", DescribeImagesRequest::builder, this::describeImages)
                .honours("ImageId", "Owner", "ExecutableBy", "Filter.*", "MaxResults", "NextToken")
                .honours("IncludeDeprecated", "IncludeDisabled"));
        table.add(Operation.ec2("CopyImage", CopyImageRequest::builder, this::copyImage)
                .requires("SourceRegion", "SourceImageId", "Name")
                .honours("Description", "ClientToken", "CopyImageTags", "TagSpecification.*")
                .honours("SnapshotCopyCompletionDurationMinutes")
                .harmless("Encrypted", "false"));
        table.add(Operation.ec2("DeregisterImage", DeregisterImageRequest::builder, this::deregisterImage)
                .requires("ImageId")
                .honours("DeleteAssociatedSnapshots"));
    }

    private DescribeImagesResponse describeImages(Caller caller, DescribeImagesRequest request) {
        Predicate<ImageFilters.Described> filter = filters.of(request.filters());
        Predicate<AccountId> owner = Owners.of(caller, request.owners());
        List<ImageId> ids = paging.ids("imageIdsSet", request.imageIds(), request.maxResults(), ImageId::parse);
        Images.Include include = new Images.Include(
                Boolean.TRUE.equals(request.includeDeprecated()), Boolean.TRUE.equals(request.includeDisabled()));
        List<ImageFilters.Described> all = database.read(sql -> {
            AllowedImages allowed = settings.allowedImages(sql, caller);
            Predicate<Image> executable = executableBy(sql, caller, request.executableUsers());
            List<Image> wanted = images.shown(sql, caller, ids, include, allowed).stream()
                    .filter(image -> owner.test(image.owner()))
                    .filter(executable)
                    .toList();
            Map<String, List<Tag>> byId =
                    tags.of(sql, caller, wanted.stream().map(Image::id).toList());
            return wanted.stream()
                    .map(image -> described(
                            sql,
                            caller,
                            image,
                            allowed,
                            byId.getOrDefault(image.id().value(), List.of())))
                    .toList();
        });
        Page<ImageFilters.Described> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream().filter(filter).toList(),
                item -> item.image().id().value());
        return DescribeImagesResponse.builder()
                .images(page.items().stream()
                        .map(item -> ImageShape.of(item, clock.instant()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private ImageFilters.Described described(
            Handle sql, Caller caller, Image image, AllowedImages allowed, List<Tag> tagsOfCaller) {
        boolean own = image.owner().equals(caller.account());
        return new ImageFilters.Described(
                image,
                tagsOfCaller,
                own,
                own ? images.lastLaunched(sql, image.id()).orElse(null) : null,
                allowed.verdict(caller.account(), image, clock.instant()));
    }

    private Predicate<Image> executableBy(Handle sql, Caller caller, List<String> users) {
        List<Predicate<Image>> any =
                users.stream().map(user -> executableBy(sql, caller, user)).toList();
        return image -> any.isEmpty() || any.stream().anyMatch(one -> one.test(image));
    }

    /** Explicit permissions only; of other accounts' the caller learns only where it gave them. */
    private Predicate<Image> executableBy(Handle sql, Caller caller, String user) {
        if (user.equals(Grantee.ALL)) {
            return Image::isPublic;
        }
        AccountId account = user.equals(Owners.SELF) ? caller.account() : new AccountId(user);
        Set<ImageId> granted = permissions.granted(sql, new Grantee.Account(account));
        boolean self = account.equals(caller.account());
        return image -> granted.contains(image.id()) && (self || image.owner().equals(caller.account()));
    }

    private CopyImageResponse copyImage(Caller caller, CopyImageRequest request) {
        Region sourceRegion = Zones.of(new Region(request.sourceRegion())).region();
        Caller atSource = new Caller(caller.account(), sourceRegion, caller.service());
        ImageId sourceId = ImageId.parse(request.sourceImageId());
        requireDuration(request.snapshotCopyCompletionDurationMinutes());
        images.requireName(request.name());
        TagSpecifications given = TagSpecifications.of(
                tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE, SnapshotApi.RESOURCE_TYPE));
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Image source = images.requireVisible(transaction.sql(), atSource, sourceId);
            images.requireAvailable(source);
            images.requireAllowed(transaction.sql(), atSource, source);
            Image copy = copyImage.copy(transaction, caller, source, request.name(), request.description());
            tag(transaction, caller, copy, given);
            if (Boolean.TRUE.equals(request.copyImageTags())) {
                copyTags(transaction, atSource, caller, source, copy, given);
            }
            return copy.id().value();
        });
        return CopyImageResponse.builder().imageId(id).build();
    }

    /** A copy takes no time here, so every duration that may be asked for is kept. */
    private static void requireDuration(@Nullable Long minutes) {
        if (minutes != null
                && (minutes <= 0 || minutes > LONGEST_DURATION_MINUTES || minutes % DURATION_STEP_MINUTES != 0)) {
            throw ApiException.invalidValue(
                    "snapshotCopyCompletionDurationMinutes",
                    minutes.toString(),
                    "Expecting a multiple of " + DURATION_STEP_MINUTES + ", at most " + LONGEST_DURATION_MINUTES + ".");
        }
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
        recycleBin.deleteSnapshot(transaction, caller, id);
        return "success";
    }
}
