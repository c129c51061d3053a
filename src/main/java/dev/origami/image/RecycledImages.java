package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.ImageId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The images in the Recycle Bin (source section 1.8): to everybody they are deregistered, but their owner sees them here
 * and can bring them back, as they were and shared as they were, until their time is over.
 */
public final class RecycledImages {
    private final Images images;
    private final InstantSource clock;

    public RecycledImages(Images images, InstantSource clock) {
        this.images = images;
        this.clock = clock;
    }

    /**
     * Deregisters an image that is whole and puts it into the bin. Its name is free at once, and its snapshots are not in
     * use any more.
     *
     * @return the image as it was
     * @throws ApiException as {@link Images#deregister}
     */
    public Image recycle(Transaction transaction, Caller caller, ImageId id, Duration retention) {
        Image image = images.requireDeregisterable(transaction.sql(), caller, id);
        boolean disabled = image.state() instanceof ImageState.Disabled;
        Instant now = clock.instant();
        images.change(transaction, image, new ImageState.Deregistered(now));
        RecycledImageTable.recycle(transaction.sql(), id, new ImageState.InBin(now.plus(retention), disabled));
        return image;
    }

    /** What the caller can bring back. */
    public List<Image> all(Handle sql, Caller caller) {
        return RecycledImageTable.of(sql, caller, clock.instant());
    }

    /** One of {@link #all}. */
    public Optional<Image> find(Handle sql, Caller caller, ImageId id) {
        return ImageTable.find(sql, id)
                .filter(image -> image.owner().equals(caller.account()))
                .filter(image -> image.region().equals(caller.region()))
                .filter(image -> image.state() instanceof ImageState.Deregistered gone
                        && gone.bin() != null
                        && gone.bin().exitTime().isAfter(clock.instant()));
    }

    /**
     * An image that the caller can bring back.
     *
     * @throws ApiException {@code InvalidAMIID.NotFound}
     */
    public Image require(Handle sql, Caller caller, ImageId id) {
        return find(sql, caller, id).orElseThrow(() -> Images.notFound(List.of(id)));
    }

    /**
     * Brings an image back. That its snapshots are there is for the caller of this to check.
     *
     * @throws ApiException {@code InvalidAMIID.NotFound}; {@code InvalidAMIName.Duplicate} when its name is in use again
     */
    public void restore(Transaction transaction, Caller caller, ImageId id) {
        Image image = require(transaction.sql(), caller, id);
        images.requireFree(transaction.sql(), image);
        boolean disabled = image.state() instanceof ImageState.Deregistered gone
                && gone.bin() != null
                && gone.bin().disabled();
        images.change(transaction, image, disabled ? new ImageState.Disabled() : new ImageState.Available());
        RecycledImageTable.forget(transaction.sql(), id);
    }

    /** Forgets for good what has been in the bin for its time, whoever owned it, and to whom it was shared. */
    public List<ImageId> expire(Transaction transaction) {
        List<ImageId> expired = RecycledImageTable.expired(transaction.sql(), clock.instant());
        for (ImageId id : expired) {
            LaunchPermissionTable.revokeAll(transaction.sql(), id);
            RecycledImageTable.forget(transaction.sql(), id);
        }
        return expired;
    }
}
