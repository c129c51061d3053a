package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.account.Provider;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.operation.CopySnapshot;
import dev.origami.operation.RecycleBin;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Zones;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CopySnapshotResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;

/** DescribeSnapshots, CopySnapshot, DeleteSnapshot (source section 2.2). */
public final class SnapshotApi {
    /** EC2's word for the kind, in tags. */
    public static final String RESOURCE_TYPE = "snapshot";

    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Snapshots snapshots;
    private final CopySnapshot copySnapshot;
    private final RecycleBin recycleBin;
    private final Tags tags;
    private final Paging paging;
    private final Filters<Described> filters;

    /** A snapshot and the tags that the caller sees. */
    private record Described(Snapshot snapshot, List<Tag> tags) {}

    public SnapshotApi(
            Database database,
            Snapshots snapshots,
            CopySnapshot copySnapshot,
            RecycleBin recycleBin,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.snapshots = snapshots;
        this.copySnapshot = copySnapshot;
        this.recycleBin = recycleBin;
        this.tags = tags;
        this.paging = paging;
        this.filters = filters(limits);
    }

    private static Filters<Described> filters(ApiLimits limits) {
        return new Filters<Described>(limits)
                .text("description", item -> item.snapshot().description())
                .text("encrypted", _ -> "false")
                .text("owner-alias", item -> Provider.aliasOf(item.snapshot().owner()))
                .text("owner-id", item -> item.snapshot().owner().value())
                .text("progress", item -> SnapshotShape.progress(item.snapshot().state()))
                .text("snapshot-id", item -> item.snapshot().id().value())
                .text("start-time", item -> WireTime.text(item.snapshot().startTime()))
                .text("status", item -> item.snapshot().state().wire())
                .text("storage-tier", _ -> "standard")
                .none("transfer-type")
                .text("volume-id", item -> SnapshotShape.volumeId(item.snapshot()))
                .text("volume-size", item -> Integer.toString(item.snapshot().sizeGiB()))
                .tags(Described::tags);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeSnapshots", DescribeSnapshotsRequest::builder, this::describeSnapshots)
                .honours("SnapshotId", "Owner", "RestorableBy", "Filter.*", "MaxResults", "NextToken"));
        // A presigned URL says again what the other members say; the signature of this request is what counts.
        table.add(Operation.ec2("CopySnapshot", CopySnapshotRequest::builder, this::copySnapshot)
                .requires("SourceRegion", "SourceSnapshotId")
                .honours("Description", "DestinationRegion", "PresignedUrl", "TagSpecification.*"));
        table.add(Operation.ec2("DeleteSnapshot", DeleteSnapshotRequest::builder, this::deleteSnapshot)
                .requires("SnapshotId"));
    }

    private DescribeSnapshotsResponse describeSnapshots(Caller caller, DescribeSnapshotsRequest request) {
        Predicate<Described> filter = filters.of(request.filters());
        Predicate<AccountId> owner = Owners.of(caller, request.ownerIds());
        List<SnapshotId> ids =
                paging.ids("snapshotIdsSet", request.snapshotIds(), request.maxResults(), SnapshotId::parse);
        List<Described> all = database.read(sql -> {
            List<Snapshot> visible = snapshots.visible(sql, caller);
            Set<SnapshotId> named = named(sql, caller, visible, ids);
            Predicate<Snapshot> restorable = restorableBy(sql, caller, request.restorableByUserIds());
            List<Snapshot> wanted = visible.stream()
                    .filter(snapshot -> ids.isEmpty() || named.contains(snapshot.id()))
                    .filter(snapshot -> owner.test(snapshot.owner()))
                    .filter(restorable)
                    .toList();
            Map<String, List<Tag>> byId =
                    tags.of(sql, caller, wanted.stream().map(Snapshot::id).toList());
            return wanted.stream()
                    .map(snapshot -> new Described(
                            snapshot, byId.getOrDefault(snapshot.id().value(), List.of())))
                    .toList();
        });
        Page<Described> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream().filter(filter).toList(),
                item -> item.snapshot().id().value());
        return DescribeSnapshotsResponse.builder()
                .snapshots(page.items().stream()
                        .map(item -> SnapshotShape.of(item.snapshot(), item.tags()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** An id that nobody was given, or that is in the bin, is refused; one that the caller may not see is just left out. */
    private Set<SnapshotId> named(Handle sql, Caller caller, List<Snapshot> visible, List<SnapshotId> ids) {
        Set<SnapshotId> unseen = new HashSet<>(ids);
        visible.forEach(snapshot -> unseen.remove(snapshot.id()));
        List<Snapshot> others = snapshots.find(sql, unseen);
        others.stream()
                .filter(snapshot -> snapshot.region().equals(caller.region()))
                .filter(snapshot -> !(snapshot.state() instanceof SnapshotState.Recoverable))
                .forEach(snapshot -> unseen.remove(snapshot.id()));
        unseen.stream().findFirst().ifPresent(unknown -> {
            throw Snapshots.notFound(unknown);
        });
        return Set.copyOf(ids);
    }

    /** Of other accounts' permissions the caller learns only where it gave them. */
    private Predicate<Snapshot> restorableBy(Handle sql, Caller caller, List<String> users) {
        List<Predicate<Snapshot>> any =
                users.stream().map(user -> restorableBy(sql, caller, user)).toList();
        return snapshot -> any.isEmpty() || any.stream().anyMatch(one -> one.test(snapshot));
    }

    private Predicate<Snapshot> restorableBy(Handle sql, Caller caller, String user) {
        if (user.equals(Grantee.ALL)) {
            Set<SnapshotId> granted = snapshots.granted(sql, new Grantee.Everybody());
            return snapshot -> granted.contains(snapshot.id());
        }
        AccountId account = user.equals(Owners.SELF) ? caller.account() : new AccountId(user);
        Set<SnapshotId> granted = snapshots.granted(sql, new Grantee.Account(account));
        if (account.equals(caller.account())) {
            return snapshot -> snapshot.owner().equals(account) || granted.contains(snapshot.id());
        }
        return snapshot -> snapshot.owner().equals(caller.account()) && granted.contains(snapshot.id());
    }

    private CopySnapshotResponse copySnapshot(Caller caller, CopySnapshotRequest request) {
        Region sourceRegion = Zones.of(new Region(request.sourceRegion())).region();
        String destination = request.destinationRegion();
        if (destination != null && !destination.equals(caller.region().name())) {
            throw ApiException.invalidValue(
                    "destinationRegion", destination, "The request was sent to " + caller.region() + ".");
        }
        Caller atSource = new Caller(caller.account(), sourceRegion, caller.service());
        SnapshotId sourceId = SnapshotId.parse(request.sourceSnapshotId());
        String description = request.description() == null ? "" : request.description();
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        Snapshot copy = database.write(transaction -> {
            Snapshot source = snapshots.requireCompleted(transaction.sql(), atSource, sourceId);
            Snapshot made = copySnapshot.copy(transaction, caller, source, description);
            tags.attach(transaction, caller, RESOURCE_TYPE, made.id(), given);
            return made;
        });
        return CopySnapshotResponse.builder()
                .snapshotId(copy.id().value())
                .tags(TagSpecifications.write(given))
                .build();
    }

    private DeleteSnapshotResponse deleteSnapshot(Caller caller, DeleteSnapshotRequest request) {
        SnapshotId id = SnapshotId.parse(request.snapshotId());
        database.writing(transaction -> recycleBin.deleteSnapshot(transaction, caller, id));
        return DeleteSnapshotResponse.builder().build();
    }
}
