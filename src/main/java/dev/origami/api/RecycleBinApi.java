package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.RecycleBinLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import dev.origami.image.Image;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.image.RecycledImages;
import dev.origami.operation.RecycleBin;
import dev.origami.snapshot.RecycledSnapshots;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.zone.Home;
import dev.origami.zone.SnapshotHomes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.ImageRecycleBinInfo;
import software.amazon.awssdk.services.ec2.model.ListImagesInRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.ListImagesInRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.RestoreImageFromRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.RestoreImageFromRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.RestoreSnapshotFromRecycleBinRequest;
import software.amazon.awssdk.services.ec2.model.RestoreSnapshotFromRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.SnapshotRecycleBinInfo;

/** What is in the Recycle Bin, and the way back out of it (source sections 1.8, 2.2). */
public final class RecycleBinApi {
    private static final PageRange IMAGE_PAGES = PageRange.of(1, 1000);
    private static final PageRange SNAPSHOT_PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final RecycleBin recycleBin;
    private final RecycledImages images;
    private final RecycledSnapshots snapshots;
    private final Paging paging;
    private final RecycleBinLimits limits;

    public RecycleBinApi(
            Database database,
            RecycleBin recycleBin,
            RecycledImages images,
            RecycledSnapshots snapshots,
            Paging paging,
            RecycleBinLimits limits) {
        this.database = database;
        this.recycleBin = recycleBin;
        this.images = images;
        this.snapshots = snapshots;
        this.paging = paging;
        this.limits = limits;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("ListImagesInRecycleBin", ListImagesInRecycleBinRequest::builder, this::listImages)
                .honours("ImageId", "MaxResults", "NextToken"));
        table.add(Operation.ec2(
                        "RestoreImageFromRecycleBin", RestoreImageFromRecycleBinRequest::builder, this::restoreImage)
                .requires("ImageId"));
        table.add(Operation.ec2(
                        "ListSnapshotsInRecycleBin", ListSnapshotsInRecycleBinRequest::builder, this::listSnapshots)
                .honours("SnapshotId", "MaxResults", "NextToken"));
        table.add(Operation.ec2(
                        "RestoreSnapshotFromRecycleBin",
                        RestoreSnapshotFromRecycleBinRequest::builder,
                        this::restoreSnapshot)
                .requires("SnapshotId"));
    }

    private ListImagesInRecycleBinResponse listImages(Caller caller, ListImagesInRecycleBinRequest request) {
        if (request.imageIds().size() > limits.imageIds()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + limits.imageIds() + " images may be named in one call");
        }
        List<ImageId> ids = paging.ids("imageIdsSet", request.imageIds(), null, ImageId::parse);
        List<Image> all = database.read(sql -> images.all(sql, caller));
        Set<ImageId> missing = new LinkedHashSet<>(ids);
        all.forEach(image -> missing.remove(image.id()));
        if (!missing.isEmpty()) {
            throw Images.notFound(List.copyOf(missing));
        }
        Page<Image> page = paging.page(
                caller,
                IMAGE_PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream()
                        .filter(image -> ids.isEmpty() || ids.contains(image.id()))
                        .toList(),
                image -> image.id().value());
        return ListImagesInRecycleBinResponse.builder()
                .images(page.items().stream().map(RecycleBinApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static ImageRecycleBinInfo wire(Image image) {
        if (!(image.state() instanceof ImageState.Deregistered gone) || gone.bin() == null) {
            throw new IllegalStateException(image.id() + " is not in the bin");
        }
        return ImageRecycleBinInfo.builder()
                .imageId(image.id().value())
                .name(image.name())
                .description(image.description())
                .recycleBinEnterTime(gone.at())
                .recycleBinExitTime(gone.bin().exitTime())
                .build();
    }

    private RestoreImageFromRecycleBinResponse restoreImage(Caller caller, RestoreImageFromRecycleBinRequest request) {
        ImageId id = ImageId.parse(request.imageId());
        database.writing(transaction -> recycleBin.restoreImage(transaction, caller, id));
        return RestoreImageFromRecycleBinResponse.builder().returnValue(true).build();
    }

    private ListSnapshotsInRecycleBinResponse listSnapshots(Caller caller, ListSnapshotsInRecycleBinRequest request) {
        List<SnapshotId> ids = paging.ids("snapshotIdsSet", request.snapshotIds(), null, SnapshotId::parse);
        List<Snapshot> all = database.read(sql -> snapshots.all(sql, caller));
        List<SnapshotId> known = all.stream().map(Snapshot::id).toList();
        ids.stream().filter(id -> !known.contains(id)).findFirst().ifPresent(id -> {
            throw Snapshots.notFound(id);
        });
        Page<Snapshot> page = paging.page(
                caller,
                SNAPSHOT_PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream()
                        .filter(snapshot -> ids.isEmpty() || ids.contains(snapshot.id()))
                        .toList(),
                snapshot -> snapshot.id().value());
        return ListSnapshotsInRecycleBinResponse.builder()
                .snapshots(page.items().stream().map(RecycleBinApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static SnapshotRecycleBinInfo wire(Snapshot snapshot) {
        if (!(snapshot.state() instanceof SnapshotState.Recoverable recoverable)) {
            throw new IllegalStateException(snapshot.id() + " is not in the bin");
        }
        return SnapshotRecycleBinInfo.builder()
                .snapshotId(snapshot.id().value())
                .description(snapshot.description())
                .volumeId(SnapshotShape.volumeId(snapshot))
                .recycleBinEnterTime(recoverable.enterTime())
                .recycleBinExitTime(recoverable.exitTime())
                .build();
    }

    private RestoreSnapshotFromRecycleBinResponse restoreSnapshot(
            Caller caller, RestoreSnapshotFromRecycleBinRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        Snapshot restored = database.write(transaction -> recycleBin.restoreSnapshot(transaction, caller, id));
        Home home = database.read(sql -> SnapshotHomes.of(sql, id));
        return RestoreSnapshotFromRecycleBinResponse.builder()
                .snapshotId(id.value())
                .outpostArn(home.outpostArn())
                .ownerId(restored.owner().value())
                .volumeId(SnapshotShape.volumeId(restored))
                .volumeSize(restored.sizeGiB())
                .state(restored.state().wire())
                .progress(SnapshotShape.progress(restored.state()))
                .startTime(restored.startTime())
                .description(restored.description())
                .encrypted(restored.lineage() != null)
                .sseType(SnapshotShape.sseType(restored))
                .build();
    }
}
