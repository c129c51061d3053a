package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.operation.CreateSnapshots;
import dev.origami.operation.SnapshotSet;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.zone.Home;
import dev.origami.zone.OnOutposts;
import dev.origami.zone.Places;
import dev.origami.zone.SnapshotHomes;
import dev.origami.zone.Zones;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CopyTagsFromSource;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceSpecification;
import software.amazon.awssdk.services.ec2.model.SnapshotInfo;

/** CreateSnapshot, CreateSnapshots (source section 2.2). */
public final class VolumeSnapshotApi {
    private final Database database;
    private final Snapshots snapshots;
    private final Volumes volumes;
    private final Instances instances;
    private final Lineages lineages;
    private final Tags tags;
    private final CreateSnapshots createSnapshots;
    private final InstantSource clock;
    private final VolumeLimits limits;
    private final HomeReader homes;

    /** A pending snapshot and its tags. */
    private record Made(Snapshot snapshot, Home home, List<Tag> tags) {}

    /** What is said of where snapshots are to be kept. */
    private record Said(@Nullable String outpost, @Nullable String location) {}

    /** Snapshots that were begun together. */
    private record Begun(List<Made> made, RunId run) {}

    public VolumeSnapshotApi(
            Database database,
            Snapshots snapshots,
            Volumes volumes,
            Instances instances,
            Lineages lineages,
            Tags tags,
            CreateSnapshots createSnapshots,
            InstantSource clock,
            VolumeLimits limits,
            Places places) {
        this.database = database;
        this.snapshots = snapshots;
        this.volumes = volumes;
        this.instances = instances;
        this.lineages = lineages;
        this.tags = tags;
        this.createSnapshots = createSnapshots;
        this.clock = clock;
        this.limits = limits;
        this.homes = new HomeReader(places);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateSnapshot", CreateSnapshotRequest::builder, this::createSnapshot)
                .requires("VolumeId")
                .honours("Description", "OutpostArn", "Location", "TagSpecification.*"));
        table.add(Operation.ec2("CreateSnapshots", CreateSnapshotsRequest::builder, this::createSnapshots)
                .requires("InstanceSpecification")
                .honours("Description", "OutpostArn", "Location", "TagSpecification.*", "CopyTagsFromSource"));
    }

    private CreateSnapshotResponse createSnapshot(Caller caller, CreateSnapshotRequest request) {
        List<Tag> given = tags(request.tagSpecifications());
        VolumeId id = VolumeId.parse(request.volumeId());
        Made made = frozen(database.write(transaction -> {
                    Volume volume = volumes.requireOwned(transaction.sql(), caller, id);
                    requireUsable(volume);
                    Attachment attachment = volume.attachment();
                    return begin(
                            transaction,
                            caller,
                            attachment == null ? null : attachment.instance(),
                            VolumeModifications.asFrozen(transaction.sql(), List.of(volume)),
                            request.description(),
                            new Said(request.outpostArn(), request.locationAsString()),
                            _ -> given);
                }))
                .getFirst();
        Snapshot snapshot = made.snapshot();
        return CreateSnapshotResponse.builder()
                .snapshotId(snapshot.id().value())
                .ownerId(snapshot.owner().value())
                .outpostArn(made.home().outpostArn())
                .availabilityZone(made.home().zoneName())
                .volumeId(id.value())
                .volumeSize(snapshot.sizeGiB())
                .state(snapshot.state().wire())
                .progress(SnapshotShape.progress(snapshot.state()))
                .startTime(snapshot.startTime())
                .description(snapshot.description())
                .encrypted(snapshot.lineage() != null)
                .kmsKeyId(Lineage.keyOf(snapshot.lineage()))
                .dataEncryptionKeyId(Lineage.dataKeyIdOf(snapshot.lineage()))
                .sseType(SnapshotShape.sseType(snapshot))
                .tags(TagSpecifications.write(made.tags()))
                .build();
    }

    private CreateSnapshotsResponse createSnapshots(Caller caller, CreateSnapshotsRequest request) {
        List<Tag> given = tags(request.tagSpecifications());
        InstanceSpecification specification = request.instanceSpecification();
        if (specification.instanceId() == null) {
            throw ApiException.missing("InstanceSpecification.InstanceId");
        }
        InstanceId id = InstanceId.parse(specification.instanceId());
        boolean copyTags = copiesTags(request);
        List<Made> made = frozen(database.write(transaction -> {
            Instance instance = instances.requireOwned(transaction.sql(), caller, id);
            List<Volume> attached =
                    VolumeModifications.asFrozen(transaction.sql(), volumes.attachedTo(transaction.sql(), id));
            List<Volume> chosen = chosen(instance, attached, specification);
            Said said = new Said(request.outpostArn(), request.locationAsString());
            return begin(transaction, caller, id, chosen, request.description(), said, volume -> {
                List<Tag> all = new ArrayList<>(copyTags ? tags.of(transaction.sql(), caller, volume.id()) : List.of());
                all.removeIf(copied -> given.stream().anyMatch(tag -> tag.key().equals(copied.key())));
                all.addAll(given);
                return all;
            });
        }));
        return CreateSnapshotsResponse.builder()
                .snapshots(made.stream().map(VolumeSnapshotApi::info).toList())
                .build();
    }

    private Begun begin(
            Transaction transaction,
            Caller caller,
            @Nullable InstanceId instance,
            List<Volume> chosen,
            @Nullable String description,
            Said said,
            java.util.function.Function<Volume, List<Tag>> tagsOf) {
        List<Made> made = new ArrayList<>();
        List<SnapshotSet.Part> parts = new ArrayList<>();
        for (Volume volume : chosen) {
            lineages.requireUsable(transaction.sql(), caller, volume.lineage());
            Snapshot snapshot = new Snapshot(
                    SnapshotId.create(),
                    caller.account(),
                    caller.region(),
                    volume.id(),
                    volume.settings().sizeGiB(),
                    new SnapshotState.Pending(0),
                    clock.instant(),
                    description == null ? "" : description,
                    null,
                    null,
                    volume.lineage());
            Home home = home(transaction.sql(), volume, said);
            snapshots.insert(transaction, snapshot);
            SnapshotHomes.place(transaction, snapshot.id(), home);
            List<Tag> all = tagsOf.apply(volume);
            tags.attach(transaction, caller, SnapshotApi.RESOURCE_TYPE, snapshot.id(), all);
            made.add(new Made(snapshot, home, all));
            parts.add(new SnapshotSet.Part(volume.id(), snapshot.id()));
        }
        return new Begun(made, createSnapshots.submit(transaction, new SnapshotSet(instance, parts)));
    }

    /** What is written after the answer is not to be in the snapshots. */
    private List<Made> frozen(Begun begun) {
        boolean _ = Waiting.on(() -> createSnapshots.awaitFrozen(begun.run(), limits.freezePatience()));
        return begun.made();
    }

    private List<Tag> tags(List<software.amazon.awssdk.services.ec2.model.TagSpecification> given) {
        return TagSpecifications.of(tags, given, Set.of(SnapshotApi.RESOURCE_TYPE))
                .of(SnapshotApi.RESOURCE_TYPE);
    }

    private static boolean copiesTags(CreateSnapshotsRequest request) {
        String value = request.copyTagsFromSourceAsString();
        if (value != null && !value.equals(CopyTagsFromSource.VOLUME.toString())) {
            throw ApiException.invalidValue("CopyTagsFromSource", value, "Expecting volume.");
        }
        return value != null;
    }

    private static List<Volume> chosen(Instance instance, List<Volume> attached, InstanceSpecification specification) {
        Set<VolumeId> excluded = new java.util.HashSet<>();
        specification.excludeDataVolumeIds().forEach(id -> excluded.add(VolumeId.parse(id)));
        String root = instance.image().rootDeviceName();
        List<Volume> chosen = new ArrayList<>();
        for (Volume volume : attached) {
            Attachment attachment = volume.attachment();
            boolean isRoot = attachment != null && attachment.device().equals(root);
            if (isRoot && excluded.contains(volume.id())) {
                throw ApiException.invalidValue(
                        "ExcludeDataVolumeId", volume.id().value(), "It is the root volume of " + instance.id() + ".");
            }
            if (isRoot ? !Boolean.TRUE.equals(specification.excludeBootVolume()) : !excluded.remove(volume.id())) {
                chosen.add(volume);
            }
        }
        excluded.stream().findFirst().ifPresent(unknown -> {
            throw ApiException.invalidValue(
                    "ExcludeDataVolumeId", unknown.value(), "It is not attached to " + instance.id() + ".");
        });
        if (chosen.isEmpty()) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_COMBINATION, "All volumes are excluded");
        }
        return chosen;
    }

    /** A snapshot is kept in the region of its volume, or where the volume is: on its Outpost, in its Local Zone. */
    private Home home(Handle sql, Volume volume, Said said) {
        String outpost = said.outpost();
        if (outpost != null && !outpost.equals(OnOutposts.of(sql, volume.id()))) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The volume '" + volume.id() + "' is not on the Outpost '" + outpost + "'");
        }
        return homes.located(
                Zones.require(volume.region(), volume.zone()), Home.onOutpost(outpost), "Location", said.location());
    }

    private static void requireUsable(Volume volume) {
        if (!volume.isUsable()) {
            throw new ApiException(
                    ErrorCode.INCORRECT_STATE,
                    "Volume '" + volume.id() + "' is in the '" + volume.state().wire() + "' state.");
        }
    }

    private static SnapshotInfo info(Made made) {
        Snapshot snapshot = made.snapshot();
        return SnapshotInfo.builder()
                .snapshotId(snapshot.id().value())
                .ownerId(snapshot.owner().value())
                .outpostArn(made.home().outpostArn())
                .availabilityZone(made.home().zoneName())
                .volumeId(SnapshotShape.volumeId(snapshot))
                .volumeSize(snapshot.sizeGiB())
                .state(snapshot.state().wire())
                .progress(SnapshotShape.progress(snapshot.state()))
                .startTime(snapshot.startTime())
                .description(snapshot.description())
                .encrypted(snapshot.lineage() != null)
                .sseType(SnapshotShape.sseType(snapshot))
                .tags(TagSpecifications.write(made.tags()))
                .build();
    }
}
