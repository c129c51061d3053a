package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Database;
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
import dev.origami.operation.CreateSnapshots;
import dev.origami.operation.SealVolume;
import dev.origami.operation.SnapshotSet;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeCopies;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.zone.OnOutposts;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CopyVolumesRequest;
import software.amazon.awssdk.services.ec2.model.CopyVolumesResponse;

/** CopyVolumes (source section 2.3): a volume of its own with what another one of the zone holds at that moment. */
public final class CopyVolumesApi {
    private final Database database;
    private final Volumes volumes;
    private final VolumeCopies copies;
    private final Tags tags;
    private final CreateSnapshots createSnapshots;
    private final Lineages lineages;
    private final SealVolume sealVolume;
    private final ClientTokens clientTokens;
    private final InstantSource clock;
    private final VolumeLimits limits;

    public CopyVolumesApi(
            Database database,
            Volumes volumes,
            Tags tags,
            CreateSnapshots createSnapshots,
            Lineages lineages,
            SealVolume sealVolume,
            ClientTokens clientTokens,
            InstantSource clock,
            VolumeLimits limits) {
        this.database = database;
        this.volumes = volumes;
        this.copies = new VolumeCopies(volumes);
        this.tags = tags;
        this.createSnapshots = createSnapshots;
        this.lineages = lineages;
        this.sealVolume = sealVolume;
        this.clientTokens = clientTokens;
        this.clock = clock;
        this.limits = limits;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CopyVolumes", CopyVolumesRequest::builder, this::copyVolumes)
                .requires("SourceVolumeId")
                .honours("Size", "VolumeType", "Iops", "Throughput", "TagSpecification.*", "ClientToken")
                .honours("Encrypted", "KmsKeyId")
                .harmless("MultiAttachEnabled", "false"));
    }

    private CopyVolumesResponse copyVolumes(Caller caller, CopyVolumesRequest request) {
        VolumeId sourceId = VolumeId.parse(request.sourceVolumeId());
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(VolumeApi.RESOURCE_TYPE))
                .of(VolumeApi.RESOURCE_TYPE);
        AtomicReference<@Nullable RunId> begun = new AtomicReference<>();
        AtomicReference<@Nullable Volume> made = new AtomicReference<>();
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Volume source = volumes.requireOwned(transaction.sql(), caller, sourceId);
            requireUsable(source);
            String outpost = OnOutposts.of(transaction.sql(), source.id());
            EncryptionWish wish = new EncryptionWish(request.encrypted(), request.kmsKeyId());
            Begun begunLineage = lineages.begin(transaction, caller, source.lineage(), wish.on(outpost));
            Volume copy = copy(transaction, caller, request, source, begunLineage.lineage());
            OnOutposts.place(transaction, copy.id(), outpost);
            tags.attach(transaction, caller, VolumeApi.RESOURCE_TYPE, copy.id(), given);
            if (begunLineage.refusal() == null) {
                begun.set(begin(transaction, source, copy));
            } else {
                volumes.insert(transaction, copy, null);
                RunId _ = sealVolume.submit(transaction, copy.id(), begunLineage.refusal());
            }
            made.set(copy);
            return copy.id().value();
        });
        RunId run = begun.get();
        if (run != null) {
            // What is written after the answer is not to be in the copy.
            boolean _ = Waiting.on(() -> createSnapshots.awaitFrozen(run, limits.freezePatience()));
        }
        Volume copy = made.get();
        software.amazon.awssdk.services.ec2.model.Volume shown =
                copy == null ? before(caller, id) : VolumeShape.of(copy, given);
        Map<String, String> outposts = database.read(sql -> OnOutposts.of(sql, List.of(VolumeId.parse(id))));
        return CopyVolumesResponse.builder()
                .volumes(shown.toBuilder().outpostArn(outposts.get(id)).build())
                .build();
    }

    private RunId begin(Transaction transaction, Volume source, Volume copy) {
        SnapshotId moment = SnapshotId.create();
        copies.insert(transaction, copy, moment);
        Attachment attachment = source.attachment();
        return createSnapshots.submit(
                transaction,
                new SnapshotSet(
                        attachment == null ? null : attachment.instance(),
                        List.of(new SnapshotSet.Part(source.id(), moment))));
    }

    private Volume copy(
            Transaction transaction,
            Caller caller,
            CopyVolumesRequest request,
            Volume source,
            @Nullable Lineage lineage) {
        int smallest = VolumeModifications.asFrozen(transaction.sql(), List.of(source))
                .getFirst()
                .settings()
                .sizeGiB();
        Integer size = request.size();
        if (size != null && size < smallest) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Volume of size " + size + "GB is smaller than volume '" + source.id() + "', expect size >= "
                            + smallest + "GB");
        }
        String type = request.volumeTypeAsString();
        EbsSettings settings = EbsSettings.of(
                size == null ? smallest : size,
                type == null ? VolumeType.DEFAULT : VolumeType.parse(type),
                request.iops(),
                request.throughput());
        return new Volume(
                VolumeId.create(),
                caller.account(),
                caller.region(),
                source.zone(),
                settings,
                VolumeState.CREATING,
                null,
                source.id(),
                clock.instant(),
                null,
                lineage);
    }

    /** What an earlier request with the same token has made. */
    private software.amazon.awssdk.services.ec2.model.Volume before(Caller caller, String id) {
        return database.read(sql -> {
            Volume volume = volumes.requireOwned(sql, caller, VolumeId.parse(id));
            return VolumeShape.of(volume, tags.of(sql, caller, volume.id()));
        });
    }

    private static void requireUsable(Volume source) {
        if (!source.isUsable()) {
            throw new ApiException(
                    ErrorCode.INCORRECT_STATE,
                    "Volume '" + source.id() + "' is in the '" + source.state().wire() + "' state.");
        }
    }
}
