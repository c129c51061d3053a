package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies an image with all of its snapshots, within a region, to another one or to an Outpost (source section 7.1). As
 * with {@link CopySnapshot} no byte moves within one block store, and the copy is whole, and independent of its source,
 * in one transaction; to another store it is pending until the blocks are there.
 */
public final class CopyImage {
    private final Images images;
    private final Snapshots snapshots;
    private final CopySnapshot copySnapshot;
    private final InstantSource clock;

    public CopyImage(Images images, Snapshots snapshots, CopySnapshot copySnapshot, InstantSource clock) {
        this.images = images;
        this.snapshots = snapshots;
        this.copySnapshot = copySnapshot;
        this.clock = clock;
    }

    /**
     * Makes the copy.
     *
     * @param owner whose the copy is, and in which region
     * @param source available, and checked to be one that the owner sees
     * @param outpost where its snapshots are to be; null: in the owner's region
     * @return the copy, and its snapshots through its mapping
     * @throws ApiException {@code InvalidRequest} when the owner may not use one of the source's snapshots;
     *     {@code InvalidAMIName.Malformed}, {@code InvalidAMIName.Duplicate}
     */
    public Image copy(
            Transaction transaction,
            Caller owner,
            Image source,
            String name,
            @Nullable String description,
            @Nullable String outpost) {
        ImageId id = ImageId.create();
        Map<SnapshotId, Snapshot> copies = copySnapshots(transaction, owner, source, id, outpost);
        List<BlockDeviceMapping> mappings = new ArrayList<>();
        for (BlockDeviceMapping mapping : source.mappings()) {
            mappings.add(
                    switch (mapping) {
                        case BlockDeviceMapping.Ebs ebs -> {
                            Snapshot copy = ebs.snapshot() == null ? null : copies.get(ebs.snapshot());
                            yield copy == null ? ebs : ebs.over(copy.id());
                        }
                        case BlockDeviceMapping.Ephemeral ephemeral -> ephemeral;
                        case BlockDeviceMapping.NoDevice none -> none;
                    });
        }
        List<Snapshot> made = List.copyOf(copies.values());
        boolean isPending = made.stream().anyMatch(snapshot -> snapshot.state() instanceof SnapshotState.Pending);
        Image copy = new Image(
                id,
                owner.account(),
                owner.region(),
                name,
                description,
                isPending ? new ImageState.Pending() : new ImageState.Available(),
                clock.instant(),
                source.settings(),
                mappings,
                new ImageSource(source.id(), source.region(), null),
                false);
        images.insert(transaction, copy);
        boolean _ = copySnapshot.bring(transaction, id, made);
        return copy;
    }

    /** The copies, by what they are copies of. */
    private Map<SnapshotId, Snapshot> copySnapshots(
            Transaction transaction, Caller owner, Image source, ImageId destination, @Nullable String outpost) {
        Map<SnapshotId, Snapshot> found = snapshots.find(transaction.sql(), source.snapshots()).stream()
                .collect(Collectors.toMap(Snapshot::id, Function.identity()));
        Map<SnapshotId, Snapshot> copies = new HashMap<>();
        for (SnapshotId id : source.snapshots()) {
            Snapshot snapshot = found.get(id);
            if (snapshot == null
                    || !snapshots.isUsable(transaction.sql(), owner, snapshot)
                    || !(snapshot.state() instanceof SnapshotState.Completed)) {
                throw new ApiException(
                        ErrorCode.INVALID_REQUEST, "You do not have permission to access the storage of this ami");
            }
            String description = "Copied for DestinationAmi " + destination + " from SourceAmi " + source.id()
                    + " for SourceSnapshot " + id + ". Task created on " + clock.millis() + ".";
            copies.put(id, copySnapshot.record(transaction, owner, snapshot, description, outpost));
        }
        return copies;
    }
}
