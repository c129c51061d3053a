package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Filter;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.encryption.Lineage;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.zone.OnOutposts;
import dev.origami.zone.Places;
import dev.origami.zone.Zones;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of volumes (source section 2.3): who has one, what it may be attached to, and when it may go. Of those in the
 * Recycle Bin only {@link RecycledVolumes} knows.
 */
public final class Volumes {
    private static final long BYTES_PER_GIB = 1L << 30;

    private final InstantSource clock;
    private final VolumeLimits limits;
    private final Places places;

    public Volumes(InstantSource clock, VolumeLimits limits) {
        this(clock, limits, Places.DEFAULTS);
    }

    /** @param places which of them have a block store of their own */
    public Volumes(InstantSource clock, VolumeLimits limits, Places places) {
        this.clock = clock;
        this.limits = limits;
        this.places = places;
    }

    /**
     * Records a new volume and the name of its first overlay; who first opens the volume makes that file.
     *
     * @param base what lies below it; null: zeros
     */
    public void insert(Transaction transaction, Volume volume, @Nullable ManifestId base) {
        VolumeTable.insert(transaction.sql(), volume, base);
        OverlayTable.insertLive(transaction.sql(), volume.id(), 1, file(transaction.sql(), volume.id(), 1));
    }

    /**
     * The same for a volume whose blocks are first to be sealed under its lineage: until then it has no disk.
     *
     * @param source what it is made of, which stays in the block store as long
     */
    public void insertUnsealed(Transaction transaction, Volume volume, ManifestId source) {
        insert(transaction, volume, null);
        VolumeTable.sealFrom(transaction.sql(), volume.id(), source);
    }

    /** What is still to be sealed for the volume. */
    public Optional<ManifestId> unsealed(Handle sql, VolumeId id) {
        return VolumeTable.sealFrom(sql, id);
    }

    /** What was to be sealed is, and the volume lies on it. Nothing happens when it was done before. */
    public void sealed(Transaction transaction, VolumeId id, ManifestId base) {
        VolumeTable.sealed(transaction.sql(), id, base);
    }

    /** A volume that is being created is there. */
    public void created(Transaction transaction, VolumeId id) {
        VolumeTable.created(transaction.sql(), id, VolumeState.AVAILABLE);
    }

    /** A volume that is being created never will be there. */
    public void notCreated(Transaction transaction, VolumeId id) {
        VolumeTable.created(transaction.sql(), id, VolumeState.ERROR);
    }

    public Optional<Volume> find(Handle sql, VolumeId id) {
        return VolumeTable.find(sql, id);
    }

    /**
     * A volume of the caller's own.
     *
     * @throws ApiException {@code InvalidVolume.NotFound}
     */
    public Volume requireOwned(Handle sql, Caller caller, VolumeId id) {
        return VolumeTable.find(sql, id)
                .filter(volume -> volume.owner().equals(caller.account())
                        && volume.region().equals(caller.region())
                        && !RecycledVolumeTable.isInBin(sql, id))
                .orElseThrow(() -> notFound(id));
    }

    /**
     * A page of the caller's own, in the order of their ids.
     *
     * @param ids only these; empty: any
     * @throws ApiException {@code InvalidVolume.NotFound}; {@code InvalidParameterValue} when there is no such filter
     */
    public Slice<Volume> search(
            Handle sql, Caller caller, List<VolumeId> ids, List<Filter> filters, PageWanted wanted) {
        for (VolumeId id : ids) {
            Volume _ = requireOwned(sql, caller, id);
        }
        Slice<String> found = VolumeSearch.find(sql, caller, ids, filters, wanted);
        return new Slice<>(VolumeTable.named(sql, found.items()), found.next());
    }

    /** What is attached to an instance, in the order of the device names. */
    public List<Volume> attachedTo(Handle sql, InstanceId instance) {
        return VolumeTable.attachedTo(sql, instance);
    }

    /** What is attached to instances, by instance and each in the order of the device names. */
    public Map<InstanceId, List<Volume>> attachedTo(Handle sql, List<InstanceId> instances) {
        return VolumeTable.attachedTo(
                        sql, instances.stream().map(InstanceId::value).toList())
                .stream()
                .collect(Collectors.groupingBy(
                        volume -> Objects.requireNonNull(volume.attachment()).instance()));
    }

    /** The overlay that is written to, or will be. */
    public Overlay live(Handle sql, VolumeId id) {
        return OverlayTable.of(sql, id).getFirst();
    }

    /** The disk's files and base, from one moment. */
    public VolumeChain chain(Handle sql, VolumeId id) {
        Volume volume = VolumeTable.find(sql, id).orElseThrow(() -> notFound(id));
        List<Overlay> overlays = OverlayTable.of(sql, id);
        List<Overlay> frozen = overlays.stream()
                .skip(1)
                .takeWhile(overlay -> overlay.stored() == null)
                .toList();
        ManifestId base = overlays.size() > 1 + frozen.size()
                ? overlays.get(1 + frozen.size()).stored()
                : VolumeTable.base(sql, id);
        long sizeBytes = volume.settings().sizeGiB() * BYTES_PER_GIB;
        return new VolumeChain(id, sizeBytes, overlays.getFirst(), frozen, base, Lineage.idOf(volume.lineage()));
    }

    /**
     * Freezes the live overlay for a snapshot and records the name of the next one, which from now on is live. The
     * file of the new one is made by the caller.
     */
    public Overlay freeze(Transaction transaction, VolumeId id, SnapshotId snapshot) {
        Overlay frozen = live(transaction.sql(), id);
        OverlayTable.freeze(transaction.sql(), id, snapshot);
        int sequence = frozen.sequence() + 1;
        OverlayTable.insertLive(transaction.sql(), id, sequence, file(transaction.sql(), id, sequence));
        return live(transaction.sql(), id);
    }

    /** A frozen overlay is in the block store: the manifest stands for the disk up to and with it. */
    public void stored(Transaction transaction, VolumeId id, int sequence, ManifestId manifest) {
        OverlayTable.stored(transaction.sql(), id, sequence, manifest);
    }

    /**
     * The overlays that the block store has replaced, the newest first. Their files may go once no machine has them
     * open; {@link #removed} is for after that.
     */
    public List<Overlay> replaced(Handle sql, VolumeId id) {
        return OverlayTable.of(sql, id).stream()
                .dropWhile(overlay -> overlay.stored() == null)
                .toList();
    }

    /**
     * The file of a replaced overlay is gone. Of the newest replaced one the record stays, since its manifest is what
     * the volume lies on.
     */
    public void removed(Transaction transaction, VolumeId id, int sequence) {
        List<Overlay> replaced = replaced(transaction.sql(), id);
        if (!replaced.isEmpty() && replaced.getFirst().sequence() != sequence) {
            OverlayTable.delete(transaction.sql(), id, sequence);
        }
    }

    /**
     * Passes an attachment that a user asks for.
     *
     * @param instanceZone where the instance is
     * @throws ApiException {@code IncorrectState}, {@code VolumeInUse}, {@code InvalidVolume.ZoneMismatch},
     *     {@code InvalidParameterValue}, {@code AttachmentLimitExceeded}; {@code OperationNotPermitted} while it is
     *     modified
     */
    public void requireAttachable(Handle sql, Volume volume, InstanceId instance, String instanceZone, String device) {
        switch (volume.state()) {
            case AVAILABLE -> {}
            case IN_USE ->
                throw new ApiException(ErrorCode.VOLUME_IN_USE, volume.id() + " is already attached to an instance");
            case CREATING, DELETING, DELETED, ERROR ->
                throw new ApiException(ErrorCode.INCORRECT_STATE, volume.id() + " is not 'available'.");
        }
        if (VolumeModifications.underWay(sql, volume.id()).isPresent()) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "Cannot attach volume " + volume.id() + " when it is in modification state: MODIFYING");
        }
        if (!volume.zone().equals(instanceZone)) {
            throw new ApiException(
                    ErrorCode.INVALID_VOLUME_ZONE_MISMATCH,
                    "The volume '" + volume.id() + "' is not in the same availability zone as instance '" + instance
                            + "'");
        }
        List<Volume> attached = attachedTo(sql, instance);
        for (Volume other : attached) {
            Attachment attachment = other.attachment();
            if (attachment != null && attachment.device().equals(device)) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "Invalid value '" + device + "' for unixDevice. Attachment point " + device
                                + " is already in use");
            }
        }
        if (attached.size() >= limits.attachmentsPerInstance()) {
            throw new ApiException(
                    ErrorCode.ATTACHMENT_LIMIT_EXCEEDED,
                    "Instance " + instance + " has " + attached.size() + " volumes, which is the most it may have");
        }
    }

    /** The volume is being attached. It passed {@link #requireAttachable} in the same transaction. */
    public Attachment attaching(
            Transaction transaction, VolumeId id, InstanceId instance, String device, boolean deleteOnTermination) {
        Attachment attachment =
                new Attachment(instance, device, AttachmentState.ATTACHING, deleteOnTermination, clock.instant());
        VolumeTable.attach(transaction.sql(), id, attachment);
        VolumeTable.state(transaction.sql(), id, VolumeState.IN_USE);
        return attachment;
    }

    /** The machine has it, or would have it if it ran. */
    public void attached(Transaction transaction, VolumeId id) {
        VolumeTable.attachmentState(transaction.sql(), id, AttachmentState.ATTACHED);
        VolumeTable.state(transaction.sql(), id, VolumeState.IN_USE);
    }

    /**
     * Passes a detaching that a user asks for.
     *
     * @param instance what the request names; null when nothing
     * @param device the same
     * @return the attachment
     * @throws ApiException {@code IncorrectState}, {@code InvalidAttachment.NotFound}
     */
    public Attachment requireDetachable(Volume volume, @Nullable InstanceId instance, @Nullable String device) {
        Attachment attachment = volume.attachment();
        if (attachment == null || attachment.state() == AttachmentState.DETACHING) {
            throw inWrongState(volume);
        }
        boolean otherInstance = instance != null && !instance.equals(attachment.instance());
        boolean otherDevice = device != null && !device.equals(attachment.device());
        if (otherInstance || otherDevice) {
            throw new ApiException(
                    ErrorCode.INVALID_ATTACHMENT_NOT_FOUND,
                    "The volume '" + volume.id() + "' is not attached to instance '"
                            + (instance == null ? attachment.instance() : instance) + "' as device '"
                            + (device == null ? attachment.device() : device) + "'.");
        }
        return attachment;
    }

    /** The volume is being detached. */
    public void detaching(Transaction transaction, VolumeId id) {
        VolumeTable.attachmentState(transaction.sql(), id, AttachmentState.DETACHING);
    }

    /** The machine does not have it any more. A volume that is free by now, or another's, stays as it is. */
    public void detached(Transaction transaction, VolumeId id, InstanceId from) {
        if (VolumeTable.detach(transaction.sql(), id, from)) {
            VolumeTable.state(transaction.sql(), id, VolumeState.AVAILABLE);
        }
    }

    /** Changes whether the volume goes with its instance. */
    public void deleteOnTermination(Transaction transaction, VolumeId id, boolean deleteOnTermination) {
        VolumeTable.deleteOnTermination(transaction.sql(), id, deleteOnTermination);
    }

    /**
     * Passes the deletion of a volume.
     *
     * @throws ApiException {@code VolumeInUse}, {@code IncorrectState}
     */
    public void requireDeletable(Volume volume) {
        switch (volume.state()) {
            case AVAILABLE, ERROR -> {}
            case IN_USE -> {
                Attachment attachment = volume.attachment();
                throw new ApiException(
                        ErrorCode.VOLUME_IN_USE,
                        "Volume " + volume.id() + " is currently attached to "
                                + (attachment == null ? "an instance" : attachment.instance()));
            }
            case CREATING, DELETING, DELETED ->
                throw new ApiException(
                        ErrorCode.INCORRECT_STATE,
                        "Volume '" + volume.id() + "' is in the '"
                                + volume.state().wire() + "' state.");
        }
    }

    /** The volume is on its way out: attached to nothing, its files to be removed. */
    public void deleting(Transaction transaction, VolumeId id) {
        VolumeTable.detachFromAll(transaction.sql(), id);
        VolumeTable.state(transaction.sql(), id, VolumeState.DELETING);
    }

    /** The volume's files are gone, and with this its record. */
    public void deleted(Transaction transaction, VolumeId id) {
        OverlayTable.deleteAll(transaction.sql(), id);
        ModificationTable.deleteAll(transaction.sql(), id);
        VolumeTable.delete(transaction.sql(), id);
    }

    /** Changes a volume's state where nothing but the state changes: it is made, or cannot be. */
    public void state(Transaction transaction, VolumeId id, VolumeState state) {
        VolumeTable.state(transaction.sql(), id, state);
    }

    /** Whether a snapshot or a copy of the volume is still to be stored: until then its files must stay. */
    public boolean hasPendingSnapshots(Handle sql, VolumeId id) {
        return VolumeTable.hasPendingSnapshots(sql, id);
    }

    /** What volumes need of the block store. */
    public Set<ManifestId> liveManifests(Handle sql) {
        return VolumeTable.manifests(sql);
    }

    /** The name of a file of a volume: in its place's directory, or relative to the data directory where that has none. */
    private String file(Handle sql, VolumeId id, int sequence) {
        String name = "volumes/" + id + "/" + sequence + ".qcow2";
        return placeOf(sql, id).map(place -> place.resolve(name).toString()).orElse(name);
    }

    /** In which place's directory a volume lies: its Outpost's, its zone's or its region's; empty: in none. */
    public Optional<Path> placeOf(Handle sql, VolumeId id) {
        Volume volume = VolumeTable.find(sql, id).orElseThrow(() -> notFound(id));
        return places.blocks(Zones.require(volume.region(), volume.zone()), OnOutposts.of(sql, id));
    }

    /** That the volume, or its attachment where it has one, is not in a state for what is asked. */
    static ApiException inWrongState(Volume volume) {
        Attachment attachment = volume.attachment();
        return new ApiException(
                ErrorCode.INCORRECT_STATE,
                "Volume '" + volume.id() + "' is in the '"
                        + (attachment == null
                                ? volume.state().wire()
                                : attachment.state().wire()) + "' state.");
    }

    public static ApiException notFound(VolumeId id) {
        return new ApiException(ErrorCode.INVALID_VOLUME_NOT_FOUND, "The volume '" + id + "' does not exist.");
    }
}
