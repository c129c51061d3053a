package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.operation.ModifyVolume;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeModification;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeResponse;

/** ModifyVolume, DescribeVolumesModifications (source section 2.3). */
public final class VolumeModificationApi {
    private static final PageRange PAGES = PageRange.of(1, 500);
    private static final long DONE_PERCENT = 100;

    private final Database database;
    private final Volumes volumes;
    private final VolumeModifications modifications;
    private final Instances instances;
    private final ModifyVolume modifyVolume;
    private final Paging paging;
    private final Filters<VolumeModification> filters;

    public VolumeModificationApi(
            Database database,
            Volumes volumes,
            VolumeModifications modifications,
            Instances instances,
            ModifyVolume modifyVolume,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.volumes = volumes;
        this.modifications = modifications;
        this.instances = instances;
        this.modifyVolume = modifyVolume;
        this.paging = paging;
        this.filters = filters(limits);
    }

    private static Filters<VolumeModification> filters(ApiLimits limits) {
        return new Filters<VolumeModification>(limits)
                .text("modification-state", item -> item.state().wire())
                .text("original-iops", item -> number(item.original().shownIops()))
                .text("original-size", item -> number(item.original().sizeGiB()))
                .text("original-volume-type", item -> item.original().type().wire())
                .text("originalMultiAttachEnabled", _ -> "false")
                .text("start-time", item -> WireTime.text(item.startTime()))
                .text("target-iops", item -> number(item.target().shownIops()))
                .text("target-size", item -> number(item.target().sizeGiB()))
                .text("target-volume-type", item -> item.target().type().wire())
                .text("targetMultiAttachEnabled", _ -> "false")
                .text("volume-id", item -> item.volume().value());
    }

    private static @Nullable String number(@Nullable Integer value) {
        return value == null ? null : value.toString();
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("ModifyVolume", ModifyVolumeRequest::builder, this::modifyVolume)
                .requires("VolumeId")
                .honours("Size", "VolumeType", "Iops", "Throughput")
                .harmless("MultiAttachEnabled", "false"));
        table.add(Operation.ec2(
                        "DescribeVolumesModifications",
                        DescribeVolumesModificationsRequest::builder,
                        this::describeModifications)
                .honours("VolumeId", "Filter.*", "MaxResults", "NextToken"));
    }

    private ModifyVolumeResponse modifyVolume(Caller caller, ModifyVolumeRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        String named = request.volumeTypeAsString();
        @Nullable VolumeType type = named == null ? null : VolumeType.parse(named);
        if (type == null && request.size() == null && request.iops() == null && request.throughput() == null) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER,
                    "The request must contain the parameter size, volumeType, iops or throughput");
        }
        VolumeModification begun = database.write(transaction -> {
            Volume volume = volumes.requireOwned(transaction.sql(), caller, id);
            EbsSettings target = volume.settings().changed(request.size(), type, request.iops(), request.throughput());
            VolumeModification modification = modifications.begin(transaction, volume, target);
            @Nullable InstanceId instance = instance(transaction.sql(), caller, volume, target);
            RunId _ = modifyVolume.submit(transaction, new ModifyVolume.Arguments(id, instance, modification.number()));
            return modification;
        });
        return ModifyVolumeResponse.builder().volumeModification(shape(begun)).build();
    }

    /** What it is attached to; as its root the volume must stay one that a system can be started from. */
    private @Nullable InstanceId instance(Handle sql, Caller caller, Volume volume, EbsSettings target) {
        Attachment attachment = volume.attachment();
        if (attachment == null) {
            return null;
        }
        Instance instance = instances.requireOwned(sql, caller, attachment.instance());
        if (attachment.device().equals(instance.image().rootDeviceName())
                && !target.type().canBoot()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The " + target.type().wire() + " volume type cannot be used for boot volumes."
                            + " Please use a supported boot volume type and try again.");
        }
        return instance.id();
    }

    private DescribeVolumesModificationsResponse describeModifications(
            Caller caller, DescribeVolumesModificationsRequest request) {
        Predicate<VolumeModification> filter = filters.of(request.filters());
        List<VolumeId> ids = paging.ids("volumeIdsSet", request.volumeIds(), null, VolumeId::parse);
        List<VolumeModification> all =
                database.read(sql -> ids.isEmpty() ? modifications.of(sql, caller) : named(sql, caller, ids));
        Function<VolumeModification, String> key = item -> item.volume().value();
        Page<VolumeModification> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all.stream().filter(filter).toList(),
                key);
        return DescribeVolumesModificationsResponse.builder()
                .volumesModifications(
                        page.items().stream().map(VolumeModificationApi::shape).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<VolumeModification> named(Handle sql, Caller caller, List<VolumeId> ids) {
        List<VolumeModification> found = new ArrayList<>();
        for (VolumeId id : ids) {
            Volume volume = volumes.requireOwned(sql, caller, id);
            found.add(modifications
                    .latest(sql, volume.id())
                    .orElseThrow(() -> new ApiException(
                            ErrorCode.INVALID_VOLUME_MODIFICATION_NOT_FOUND,
                            "Modification for volume '" + id + "' does not exist.")));
        }
        return found;
    }

    private static software.amazon.awssdk.services.ec2.model.VolumeModification shape(VolumeModification item) {
        return software.amazon.awssdk.services.ec2.model.VolumeModification.builder()
                .volumeId(item.volume().value())
                .modificationState(item.state().wire())
                .statusMessage(item.message())
                .originalSize(item.original().sizeGiB())
                .originalVolumeType(item.original().type().wire())
                .originalIops(item.original().shownIops())
                .originalThroughput(item.original().throughput())
                .originalMultiAttachEnabled(false)
                .targetSize(item.target().sizeGiB())
                .targetVolumeType(item.target().type().wire())
                .targetIops(item.target().shownIops())
                .targetThroughput(item.target().throughput())
                .targetMultiAttachEnabled(false)
                .progress(item.state() == VolumeModification.State.COMPLETED ? DONE_PERCENT : 0)
                .startTime(item.startTime())
                .endTime(item.endTime())
                .build();
    }
}
