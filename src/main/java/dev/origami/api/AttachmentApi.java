package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.VolumeId;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.operation.AttachVolume;
import dev.origami.operation.DetachVolume;
import dev.origami.volume.Attachment;
import dev.origami.volume.AttachmentState;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.zone.OnOutposts;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.AttachVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DetachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DetachVolumeResponse;

/** AttachVolume, DetachVolume (source section 2.3). */
public final class AttachmentApi {
    private final Database database;
    private final Volumes volumes;
    private final Instances instances;
    private final Lineages lineages;
    private final AttachVolume attachVolume;
    private final DetachVolume detachVolume;

    public AttachmentApi(
            Database database,
            Volumes volumes,
            Instances instances,
            Lineages lineages,
            AttachVolume attachVolume,
            DetachVolume detachVolume) {
        this.database = database;
        this.volumes = volumes;
        this.instances = instances;
        this.lineages = lineages;
        this.attachVolume = attachVolume;
        this.detachVolume = detachVolume;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("AttachVolume", AttachVolumeRequest::builder, this::attachVolume)
                .requires("VolumeId", "InstanceId", "Device"));
        // Taking a volume away from a guest that holds on to it is not built: its data would be at risk.
        table.add(Operation.ec2("DetachVolume", DetachVolumeRequest::builder, this::detachVolume)
                .requires("VolumeId")
                .honours("InstanceId", "Device")
                .harmless("Force", "false"));
    }

    private AttachVolumeResponse attachVolume(Caller caller, AttachVolumeRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        InstanceId instanceId = InstanceId.parse(request.instanceId());
        Attachment attachment = database.write(transaction -> {
            Volume volume = volumes.requireOwned(transaction.sql(), caller, id);
            Instance instance = instances.requireOwned(transaction.sql(), caller, instanceId);
            requireRunningOrStopped(instance);
            volumes.requireAttachable(transaction.sql(), volume, instanceId, instance.zone(), request.device());
            requireSameOutpost(transaction.sql(), id, instanceId);
            lineages.requireUsable(transaction.sql(), caller, volume.lineage());
            Attachment made = volumes.attaching(transaction, id, instanceId, request.device(), false);
            RunId _ = attachVolume.submit(transaction, new AttachVolume.Arguments(id, instanceId));
            return made;
        });
        return AttachVolumeResponse.builder()
                .volumeId(id.value())
                .instanceId(attachment.instance().value())
                .device(attachment.device())
                .state(attachment.state().wire())
                .deleteOnTermination(attachment.deleteOnTermination())
                .attachTime(attachment.attachTime())
                .build();
    }

    private DetachVolumeResponse detachVolume(Caller caller, DetachVolumeRequest request) {
        VolumeId id = VolumeId.parse(request.volumeId());
        @Nullable InstanceId named = request.instanceId() == null ? null : InstanceId.parse(request.instanceId());
        Attachment attachment = database.write(transaction -> {
            Volume volume = volumes.requireOwned(transaction.sql(), caller, id);
            Attachment present = volumes.requireDetachable(volume, named, request.device());
            Instance instance = instances.requireOwned(transaction.sql(), caller, present.instance());
            requireNoRunningRoot(instance, present);
            volumes.detaching(transaction, id);
            RunId _ = detachVolume.submit(transaction, new DetachVolume.Arguments(id, present.instance()));
            return present;
        });
        return DetachVolumeResponse.builder()
                .volumeId(id.value())
                .instanceId(attachment.instance().value())
                .device(attachment.device())
                .state(AttachmentState.DETACHING.wire())
                .deleteOnTermination(attachment.deleteOnTermination())
                .attachTime(attachment.attachTime())
                .build();
    }

    private static void requireSameOutpost(Handle sql, VolumeId volume, InstanceId instance) {
        if (!Objects.equals(OnOutposts.of(sql, volume), OnOutposts.of(sql, instance))) {
            throw new ApiException(
                    ErrorCode.INVALID_VOLUME_ZONE_MISMATCH,
                    "The volume '" + volume + "' is not on the same Outpost as instance '" + instance + "'");
        }
    }

    private static void requireRunningOrStopped(Instance instance) {
        switch (instance.state()) {
            case RUNNING, STOPPED -> {}
            case PENDING, STOPPING, SHUTTING_DOWN, TERMINATED ->
                throw new ApiException(
                        ErrorCode.INCORRECT_STATE,
                        "Instance '" + instance.id() + "' is not 'running' or 'stopped': it is '"
                                + instance.state().wire() + "'.");
        }
    }

    private static void requireNoRunningRoot(Instance instance, Attachment attachment) {
        boolean root = attachment.device().equals(instance.image().rootDeviceName());
        if (root && instance.state() != InstanceState.STOPPED) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "Unable to detach root volume '" + attachment.device() + "' from instance '" + instance.id() + "'");
        }
    }
}
