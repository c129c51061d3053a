package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Transaction;
import dev.origami.ebs.EbsSettings;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.VolumeId;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rules of changing volumes (source section 2.3): one change at a time, and few in a day. */
public final class VolumeModifications {
    private final InstantSource clock;
    private final VolumeLimits limits;

    public VolumeModifications(InstantSource clock, VolumeLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Begins a change; until it ends the volume is shown as it was.
     *
     * @param target as {@link EbsSettings#changed} has passed it
     * @throws ApiException {@code IncorrectState}, {@code IncorrectModificationState},
     *     {@code VolumeModificationRateExceeded}
     */
    public VolumeModification begin(Transaction transaction, Volume volume, EbsSettings target) {
        requireUsable(volume);
        underWay(transaction.sql(), volume.id()).ifPresent(latest -> {
            throw new ApiException(
                    ErrorCode.INCORRECT_MODIFICATION_STATE,
                    "Volume " + volume.id() + " cannot be modified in modification state "
                            + latest.state().wire().toUpperCase(Locale.ROOT));
        });
        int recent = ModificationTable.count(
                transaction.sql(), volume.id(), clock.instant().minus(limits.modificationPeriod()));
        if (recent >= limits.modifications()) {
            throw new ApiException(
                    ErrorCode.VOLUME_MODIFICATION_RATE_EXCEEDED,
                    "You've reached the maximum modification rate per volume limit. Volume " + volume.id()
                            + " was modified " + recent + " times within "
                            + limits.modificationPeriod().toHours() + " hours.");
        }
        long number =
                ModificationTable.insert(transaction.sql(), volume.id(), volume.settings(), target, clock.instant());
        return find(transaction.sql(), number).orElseThrow();
    }

    /** The one with that number; empty when its volume is gone. */
    public Optional<VolumeModification> find(Handle sql, long number) {
        return ModificationTable.find(sql, number);
    }

    /** The latest of a volume; empty when it was never changed. */
    public Optional<VolumeModification> latest(Handle sql, VolumeId id) {
        return ModificationTable.latest(sql, id);
    }

    /** The latest of each volume of the caller's own that was ever changed. */
    public List<VolumeModification> of(Handle sql, Caller caller) {
        return ModificationTable.latest(sql, caller);
    }

    /** The one of a volume that has not ended. */
    static Optional<VolumeModification> underWay(Handle sql, VolumeId id) {
        return ModificationTable.latest(sql, id).filter(latest -> latest.state() == VolumeModification.State.MODIFYING);
    }

    /**
     * The volumes as a snapshot that is asked for now will have them: those that are modified will have been by then. Where
     * that fails after all, such a snapshot is of a larger disk, whose end is zeros.
     */
    public static List<Volume> asFrozen(Handle sql, List<Volume> some) {
        return some.stream()
                .map(volume -> underWay(sql, volume.id())
                        .map(modification -> volume.with(modification.target()))
                        .orElse(volume))
                .toList();
    }

    /** The volume is as it was asked for. */
    public void completed(Transaction transaction, VolumeModification modification) {
        VolumeTable.settings(transaction.sql(), modification.volume(), modification.target());
        ModificationTable.end(
                transaction.sql(), modification.number(), VolumeModification.State.COMPLETED, null, clock.instant());
    }

    /** The volume is as it was before. */
    public void failed(Transaction transaction, VolumeModification modification, String message) {
        VolumeTable.settings(transaction.sql(), modification.volume(), modification.original());
        ModificationTable.end(
                transaction.sql(), modification.number(), VolumeModification.State.FAILED, message, clock.instant());
    }

    private static void requireUsable(Volume volume) {
        Attachment attachment = volume.attachment();
        boolean usable = switch (volume.state()) {
            case AVAILABLE -> true;
            case IN_USE -> attachment != null && attachment.state() == AttachmentState.ATTACHED;
            case CREATING, DELETING, DELETED, ERROR -> false;
        };
        if (!usable) {
            throw Volumes.inWrongState(volume);
        }
    }
}
