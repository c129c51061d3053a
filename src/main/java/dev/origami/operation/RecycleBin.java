package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.image.Image;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.image.RecycledImages;
import dev.origami.recyclebin.RetainedKind;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.snapshot.RecycledSnapshots;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.RecycledVolumes;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.zone.Home;
import dev.origami.zone.SnapshotHomes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of that which its owner deletes (source sections 1.8, 2.6): where a retention rule keeps it, it goes into
 * the Recycle Bin, from which its owner can bring it back until its time is over; else it is gone at once.
 */
public final class RecycleBin {
    /** On everything that is in the bin. */
    public static final Tag IN_BIN = new Tag("aws:recycle-bin:resource-in-bin", "true");

    private static final String IMAGE = "image";
    private static final String SNAPSHOT = "snapshot";
    private static final String VOLUME = "volume";

    private final RetentionRules rules;
    private final Tags tags;
    private final Images images;
    private final RecycledImages recycledImages;
    private final Snapshots snapshots;
    private final RecycledSnapshots recycledSnapshots;
    private final Volumes volumes;
    private final RecycledVolumes recycledVolumes;
    private final DeleteVolume deleteVolume;

    public RecycleBin(
            RetentionRules rules,
            Tags tags,
            Images images,
            RecycledImages recycledImages,
            Snapshots snapshots,
            RecycledSnapshots recycledSnapshots,
            Volumes volumes,
            RecycledVolumes recycledVolumes,
            DeleteVolume deleteVolume) {
        this.rules = rules;
        this.tags = tags;
        this.images = images;
        this.recycledImages = recycledImages;
        this.snapshots = snapshots;
        this.recycledSnapshots = recycledSnapshots;
        this.volumes = volumes;
        this.recycledVolumes = recycledVolumes;
        this.deleteVolume = deleteVolume;
    }

    /**
     * Deletes a snapshot of the caller's own. One that is not complete has nothing to bring back, and the bin takes none
     * that is kept in a Local Zone: those are gone.
     *
     * @throws ApiException as {@link Snapshots#delete}
     */
    public void deleteSnapshot(Transaction transaction, Caller caller, SnapshotId id) {
        Snapshot snapshot = snapshots.requireDeletable(transaction.sql(), caller, id);
        boolean inZone = SnapshotHomes.of(transaction.sql(), id) instanceof Home.InZone;
        Optional<Duration> retention = isWhole(snapshot) && !inZone
                ? rules.retention(
                        transaction.sql(), caller, RetainedKind.EBS_SNAPSHOT, tags.of(transaction.sql(), caller, id))
                : Optional.empty();
        if (retention.isPresent()) {
            recycledSnapshots.recycle(transaction, caller, id, retention.get());
            tags.attach(transaction, caller, SNAPSHOT, id, List.of(IN_BIN));
        } else {
            snapshots.delete(transaction, caller, id);
            tags.forget(transaction, id);
        }
    }

    private static boolean isWhole(Snapshot snapshot) {
        return switch (snapshot.state()) {
            case SnapshotState.Completed _, SnapshotState.Damaged _ -> true;
            case SnapshotState.Pending _, SnapshotState.Failed _, SnapshotState.Recoverable _ -> false;
        };
    }

    /**
     * Brings a snapshot back from the bin.
     *
     * @return the snapshot as it is now
     * @throws ApiException as {@link RecycledSnapshots#restore}
     */
    public Snapshot restoreSnapshot(Transaction transaction, Caller caller, SnapshotId id) {
        Snapshot restored = recycledSnapshots.restore(transaction, caller, id);
        tags.detach(transaction, id, IN_BIN.key());
        return restored;
    }

    /**
     * Deregisters an image of the caller's own. One that is not whole has nothing to bring back, and is gone.
     *
     * @return the image as it was
     * @throws ApiException as {@link Images#deregister}
     */
    public Image deregisterImage(Transaction transaction, Caller caller, ImageId id) {
        Image image = images.requireDeregisterable(transaction.sql(), caller, id);
        Optional<Duration> retention = isWhole(image)
                ? rules.retention(
                        transaction.sql(), caller, RetainedKind.EC2_IMAGE, tags.of(transaction.sql(), caller, id))
                : Optional.empty();
        if (retention.isPresent()) {
            Image _ = recycledImages.recycle(transaction, caller, id, retention.get());
            tags.attach(transaction, caller, IMAGE, id, List.of(IN_BIN));
        } else {
            Image _ = images.deregister(transaction, caller, id);
            tags.forget(transaction, id);
        }
        return image;
    }

    private static boolean isWhole(Image image) {
        return switch (image.state()) {
            case ImageState.Available _, ImageState.Damaged _, ImageState.Disabled _ -> true;
            case ImageState.Pending _, ImageState.Failed _, ImageState.Deregistered _ -> false;
        };
    }

    /**
     * Brings an image back from the bin, once all of its snapshots are there.
     *
     * @throws ApiException as {@link RecycledImages#restore}; {@code InvalidSnapshot.NotFound}
     */
    public void restoreImage(Transaction transaction, Caller caller, ImageId id) {
        Image image = recycledImages.require(transaction.sql(), caller, id);
        for (SnapshotId snapshot : image.snapshots()) {
            requireOutsideOfBin(transaction, id, snapshot);
        }
        recycledImages.restore(transaction, caller, id);
        tags.detach(transaction, id, IN_BIN.key());
    }

    private void requireOutsideOfBin(Transaction transaction, ImageId image, SnapshotId id) {
        Optional<Snapshot> snapshot = snapshots.find(transaction.sql(), id);
        if (snapshot.isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_SNAPSHOT_NOT_FOUND,
                    "The snapshot '" + id + "' of the image " + image + " does not exist.");
        }
        if (snapshot.get().state() instanceof SnapshotState.Recoverable) {
            throw new ApiException(
                    ErrorCode.INVALID_SNAPSHOT_NOT_FOUND,
                    "The snapshot '" + id + "' of the image " + image
                            + " is in the Recycle Bin. Restore it before the image.");
        }
    }

    /**
     * Deletes a volume of the caller's own, as DeleteVolume asks for; what goes with its instance is not kept. One in error
     * has nothing to bring back, and is gone.
     *
     * @throws ApiException {@code InvalidVolume.NotFound}; as {@link Volumes#requireDeletable}
     */
    public void deleteVolume(Transaction transaction, Caller caller, VolumeId id) {
        Volume volume = volumes.requireOwned(transaction.sql(), caller, id);
        volumes.requireDeletable(volume);
        Optional<Duration> retention = volume.state() == VolumeState.AVAILABLE
                ? rules.retention(
                        transaction.sql(), caller, RetainedKind.EBS_VOLUME, tags.of(transaction.sql(), caller, id))
                : Optional.empty();
        if (retention.isPresent()) {
            recycledVolumes.recycle(transaction, id, retention.get());
            tags.attach(transaction, caller, VOLUME, id, List.of(IN_BIN));
        } else {
            deleteVolume.start(transaction, id);
            tags.forget(transaction, id);
        }
    }

    /**
     * Brings a volume back from the bin.
     *
     * @throws ApiException as {@link RecycledVolumes#restore}
     */
    public void restoreVolume(Transaction transaction, Caller caller, VolumeId id) {
        recycledVolumes.restore(transaction, caller, id);
        tags.detach(transaction, id, IN_BIN.key());
    }

    /** Takes out what has been in the bin for its time; a collection of blocks after it finds nothing that needs theirs. */
    public void empty(Transaction transaction) {
        recycledImages.expire(transaction).forEach(id -> tags.forget(transaction, id));
        recycledSnapshots.expire(transaction).forEach(id -> tags.forget(transaction, id));
        recycledVolumes.expired(transaction.sql()).forEach(id -> {
            deleteVolume.start(transaction, id);
            tags.forget(transaction, id);
        });
    }
}
