package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.Begun;
import dev.origami.encryption.EncryptionWish;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.operation.PlaceRules;
import dev.origami.operation.RecycleBin;
import dev.origami.operation.SealVolume;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.Attachment;
import dev.origami.volume.AttachmentState;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.zone.OnOutposts;
import dev.origami.zone.Outpost;
import dev.origami.zone.Places;
import dev.origami.zone.SnapshotHomes;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;

/** CreateVolume, DescribeVolumes, DeleteVolume (source section 2.3). */
public final class VolumeApi {
    /** EC2's word for the kind, in tags. */
    public static final String RESOURCE_TYPE = "volume";

    /** The command line asks for 1000 a page and is content with 500. */
    private static final PageRange PAGES = new PageRange(5, 1000, 500);

    private final Database database;
    private final Places places;
    private final Volumes volumes;
    private final Snapshots snapshots;
    private final RecycleBin recycleBin;
    private final Lineages lineages;
    private final SealVolume sealVolume;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final InstantSource clock;
    private final FilterReader filters;
    private final Settling settling;

    /** A volume and its tags. */
    private record Described(Volume volume, @Nullable String outpost, List<Tag> tags) {}

    public VolumeApi(
            Database database,
            Places places,
            Volumes volumes,
            Snapshots snapshots,
            RecycleBin recycleBin,
            Lineages lineages,
            SealVolume sealVolume,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            InstantSource clock,
            ApiLimits limits) {
        this.database = database;
        this.places = places;
        this.volumes = volumes;
        this.snapshots = snapshots;
        this.recycleBin = recycleBin;
        this.lineages = lineages;
        this.sealVolume = sealVolume;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.clock = clock;
        this.filters = new FilterReader(limits);
        this.settling = new Settling(database, limits);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateVolume", CreateVolumeRequest::builder, this::createVolume)
                .honours("AvailabilityZone", "AvailabilityZoneId", "Size", "SnapshotId", "VolumeType", "Iops")
                .honours("Throughput", "TagSpecification.*", "ClientToken", "Encrypted", "KmsKeyId", "OutpostArn")
                .harmless("MultiAttachEnabled", "false"));
        table.add(Operation.ec2("DescribeVolumes", DescribeVolumesRequest::builder, this::describeVolumes)
                .honours("VolumeId", "Filter.*", "MaxResults", "NextToken")
                .harmless("IncludeManagedResources", "true", "false"));
        table.add(Operation.ec2("DeleteVolume", DeleteVolumeRequest::builder, this::deleteVolume)
                .requires("VolumeId"));
    }

    private CreateVolumeResponse createVolume(Caller caller, CreateVolumeRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        Zone zone = database.read(sql -> zone(sql, caller, request));
        String outpost = request.outpostArn() == null ? null : outpost(caller, request.outpostArn(), zone);
        String id = clientTokens.once(
                database,
                caller,
                request.clientToken(),
                transaction -> create(transaction, caller, request, zone, outpost, given)
                        .value());
        Described made = database.read(sql -> {
            Volume volume = volumes.requireOwned(sql, caller, VolumeId.parse(id));
            return new Described(volume, OnOutposts.of(sql, volume.id()), tags.of(sql, caller, volume.id()));
        });
        return VolumeShape.created(made.volume(), made.tags()).toBuilder()
                .outpostArn(made.outpost())
                .build();
    }

    private VolumeId create(
            Transaction transaction,
            Caller caller,
            CreateVolumeRequest request,
            Zone zone,
            @Nullable String outpost,
            List<Tag> given) {
        @Nullable
        Snapshot snapshot = request.snapshotId() == null
                ? null
                : snapshots.requireCompleted(transaction.sql(), caller, SnapshotId.parse(request.snapshotId()));
        EbsSettings settings = settings(request, snapshot);
        PlaceRules.requireOffered(settings.type(), zone, outpost);
        if (snapshot != null) {
            SnapshotHomes.requireUsable(transaction.sql(), snapshot.id(), zone, outpost);
        }
        @Nullable Lineage source = snapshot == null ? null : snapshot.lineage();
        @Nullable ManifestId content = content(snapshot);
        EncryptionWish wish = new EncryptionWish(request.encrypted(), request.kmsKeyId());
        Begun begun = lineages.begin(transaction, caller, source, wish.on(outpost));
        @Nullable ManifestId unsealed = begun.refusal() == null && begun.differsFrom(source) ? content : null;
        Volume volume = new Volume(
                VolumeId.create(),
                caller.account(),
                caller.region(),
                zone.name(),
                settings,
                unsealed != null || begun.refusal() != null ? VolumeState.CREATING : VolumeState.AVAILABLE,
                snapshot == null ? null : snapshot.id(),
                null,
                clock.instant(),
                null,
                begun.lineage());
        OnOutposts.place(transaction, volume.id(), outpost);
        if (unsealed != null) {
            volumes.insertUnsealed(transaction, volume, unsealed);
        } else {
            volumes.insert(transaction, volume, begun.refusal() == null ? content : null);
        }
        if (volume.state() == VolumeState.CREATING) {
            RunId _ = sealVolume.submit(transaction, volume.id(), begun.refusal());
        }
        tags.attach(transaction, caller, RESOURCE_TYPE, volume.id(), given);
        return volume.id();
    }

    private static @Nullable ManifestId content(@Nullable Snapshot snapshot) {
        return snapshot != null && snapshot.state() instanceof SnapshotState.Completed completed
                ? completed.manifest()
                : null;
    }

    private static EbsSettings settings(CreateVolumeRequest request, @Nullable Snapshot snapshot) {
        Integer size = request.size();
        if (size == null && snapshot == null) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER, "The request must contain the parameter size or snapshotId");
        }
        int smallest = snapshot == null ? 1 : snapshot.sizeGiB();
        if (size != null && snapshot != null && size < smallest) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Volume of size " + size + "GB is smaller than snapshot '" + snapshot.id() + "', expect size >= "
                            + smallest + "GB");
        }
        String type = request.volumeTypeAsString();
        return EbsSettings.of(
                size == null ? smallest : size,
                type == null ? VolumeType.DEFAULT : VolumeType.parse(type),
                request.iops(),
                request.throughput());
    }

    private String outpost(Caller caller, String arn, Zone zone) {
        Outpost outpost = places.requireOutpost(caller.account(), caller.region(), arn);
        if (!outpost.zone().equals(zone)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The Outpost '" + arn + "' is not in the zone '" + zone.name() + "'");
        }
        return outpost.arn();
    }

    private static Zone zone(Handle sql, Caller caller, CreateVolumeRequest request) {
        String name = request.availabilityZone();
        String id = request.availabilityZoneId();
        if (name != null && id != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter availabilityZone cannot be used with the parameter availabilityZoneId");
        }
        if (name != null) {
            return ZoneGroups.require(sql, caller.account(), caller.region(), name, Zone::name);
        }
        if (id == null) {
            throw ApiException.missing("AvailabilityZone");
        }
        return ZoneGroups.require(sql, caller.account(), caller.region(), id, Zone::id);
    }

    private DescribeVolumesResponse describeVolumes(Caller caller, DescribeVolumesRequest request) {
        List<VolumeId> ids = paging.ids("volumeIdsSet", request.volumeIds(), request.maxResults(), VolumeId::parse);
        List<Filter> wantedFilters = filters.read(request.filters());
        PageWanted wanted = paging.wanted(caller, PAGES, request.maxResults(), request.nextToken());
        Slice<Described> found = settling.look(
                ids,
                sql -> described(sql, caller, volumes.search(sql, caller, ids, wantedFilters, wanted)),
                item -> change(item.volume()));
        Page<Described> page = paging.page(caller, found);
        return DescribeVolumesResponse.builder()
                .volumes(page.items().stream()
                        .map(item -> VolumeShape.of(item.volume(), item.tags()).toBuilder()
                                .outpostArn(item.outpost())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static @Nullable String change(Volume volume) {
        Attachment attachment = volume.attachment();
        boolean settled = switch (volume.state()) {
            case CREATING, DELETING -> false;
            case IN_USE -> attachment == null || attachment.state() == AttachmentState.ATTACHED;
            default -> true;
        };
        return settled ? null : volume.id() + " " + volume.state() + " " + attachment;
    }

    private Slice<Described> described(Handle sql, Caller caller, Slice<Volume> found) {
        Map<String, List<Tag>> byId =
                tags.of(sql, caller, found.items().stream().map(Volume::id).toList());
        Map<String, String> outposts =
                OnOutposts.of(sql, found.items().stream().map(Volume::id).toList());
        return new Slice<>(
                found.items().stream()
                        .map(volume -> new Described(
                                volume,
                                outposts.get(volume.id().value()),
                                byId.getOrDefault(volume.id().value(), List.of())))
                        .toList(),
                found.next());
    }

    private DeleteVolumeResponse deleteVolume(Caller caller, DeleteVolumeRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        database.writing(transaction -> recycleBin.deleteVolume(transaction, caller, id));
        return DeleteVolumeResponse.builder().build();
    }
}
