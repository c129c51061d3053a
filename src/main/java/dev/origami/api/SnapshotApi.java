package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.encryption.EncryptionWish;
import dev.origami.error.ApiException;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.operation.CopySnapshot;
import dev.origami.operation.RecycleBin;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotQuery;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Home;
import dev.origami.zone.Places;
import dev.origami.zone.SnapshotHomes;
import dev.origami.zone.Zones;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    private final HomeReader homes;
    private final Snapshots snapshots;
    private final CopySnapshot copySnapshot;
    private final RecycleBin recycleBin;
    private final Tags tags;
    private final Paging paging;
    private final FilterReader filters;
    private final Settling settling;

    /** A snapshot and the tags that the caller sees. */
    private record Described(Snapshot snapshot, Home home, List<Tag> tags) {}

    public SnapshotApi(
            Database database,
            Places places,
            Snapshots snapshots,
            CopySnapshot copySnapshot,
            RecycleBin recycleBin,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.snapshots = snapshots;
        this.copySnapshot = copySnapshot;
        this.homes = new HomeReader(places);
        this.recycleBin = recycleBin;
        this.tags = tags;
        this.paging = paging;
        this.filters = new FilterReader(limits);
        this.settling = new Settling(database, limits);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeSnapshots", DescribeSnapshotsRequest::builder, this::describeSnapshots)
                .honours("SnapshotId", "Owner", "RestorableBy", "Filter.*", "MaxResults", "NextToken"));
        // A presigned URL says again what the other members say; the signature of this request is what counts.
        table.add(Operation.ec2("CopySnapshot", CopySnapshotRequest::builder, this::copySnapshot)
                .requires("SourceRegion", "SourceSnapshotId")
                .honours(
                        "Description",
                        "DestinationRegion",
                        "DestinationOutpostArn",
                        "DestinationAvailabilityZone",
                        "PresignedUrl",
                        "TagSpecification.*",
                        "CompletionDurationMinutes",
                        "Encrypted",
                        "KmsKeyId"));
        table.add(Operation.ec2("DeleteSnapshot", DeleteSnapshotRequest::builder, this::deleteSnapshot)
                .requires("SnapshotId"));
    }

    private DescribeSnapshotsResponse describeSnapshots(Caller caller, DescribeSnapshotsRequest request) {
        SnapshotQuery query = new SnapshotQuery(
                paging.ids("snapshotIdsSet", request.snapshotIds(), request.maxResults(), SnapshotId::parse),
                filters.read(request.filters()),
                Owners.of(caller, request.ownerIds()),
                restorableBy(caller, request.restorableByUserIds()));
        PageWanted wanted = paging.wanted(caller, PAGES, request.maxResults(), request.nextToken());
        Slice<Described> found = settling.look(
                query.ids(),
                sql -> described(sql, caller, snapshots.search(sql, caller, query, wanted)),
                item -> item.snapshot().state() instanceof SnapshotState.Pending
                        ? item.snapshot().id().value()
                        : null);
        Page<Described> page = paging.page(caller, found);
        return DescribeSnapshotsResponse.builder()
                .snapshots(page.items().stream()
                        .map(item -> SnapshotShape.of(item.snapshot(), item.tags()).toBuilder()
                                .outpostArn(item.home().outpostArn())
                                .availabilityZone(item.home().zoneName())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private Slice<Described> described(Handle sql, Caller caller, Slice<Snapshot> found) {
        // There are no tags of the caller's on what others own.
        Map<String, List<Tag>> byId = tags.of(
                sql,
                caller,
                found.items().stream()
                        .filter(snapshot -> snapshot.owner().equals(caller.account()))
                        .map(Snapshot::id)
                        .toList());
        Map<String, Home> kept =
                SnapshotHomes.of(sql, found.items().stream().map(Snapshot::id).toList());
        return new Slice<>(
                found.items().stream()
                        .map(snapshot -> new Described(
                                snapshot,
                                kept.getOrDefault(snapshot.id().value(), Home.inRegion()),
                                byId.getOrDefault(snapshot.id().value(), List.of())))
                        .toList(),
                found.next());
    }

    private static Set<Grantee> restorableBy(Caller caller, List<String> users) {
        return users.stream()
                .map(user ->
                        Grantee.of(user.equals(Owners.SELF) ? caller.account().value() : user))
                .collect(Collectors.toUnmodifiableSet());
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
        CopyDuration.require("completionDurationMinutes", request.completionDurationMinutes());
        if (Boolean.FALSE.equals(request.encrypted())) {
            throw ApiException.invalidValue(
                    "encrypted", "false", "A copy cannot be asked not to be encrypted; leave the parameter out.");
        }
        EncryptionWish wish = new EncryptionWish(request.encrypted(), request.kmsKeyId());
        String description = request.description() == null ? "" : request.description();
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        Snapshot copy = database.write(transaction -> {
            Home home = homes.ofCopy(
                    transaction.sql(),
                    caller,
                    request.destinationOutpostArn(),
                    request.destinationAvailabilityZone(),
                    null);
            Snapshot source = snapshots.requireCompleted(transaction.sql(), atSource, sourceId);
            Snapshot made = copySnapshot.copy(transaction, caller, source, description, wish, home);
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
