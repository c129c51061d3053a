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
import dev.origami.workflow.RunId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies an image with all of its snapshots, within a region or to another one (source section 7.1). As with
 * {@link CopySnapshot} no byte moves, and the copy is whole, and independent of its source, in one transaction.
 */
public final class CopyImage {
    private final Images images;
    private final Snapshots snapshots;
    private final CopySnapshot copySnapshot;
    private final RecogniseSystem systems;
    private final InstantSource clock;

    public CopyImage(
            Images images,
            Snapshots snapshots,
            CopySnapshot copySnapshot,
            RecogniseSystem systems,
            InstantSource clock) {
        this.images = images;
        this.snapshots = snapshots;
        this.copySnapshot = copySnapshot;
        this.systems = systems;
        this.clock = clock;
    }

    /**
     * Makes the copy.
     *
     * @param owner whose the copy is, and in which region
     * @param source available, and checked to be one that the owner sees
     * @return the copy, and its snapshots through its mapping
     * @throws ApiException {@code InvalidRequest} when the owner may not use one of the source's snapshots;
     *     {@code InvalidAMIName.Malformed}, {@code InvalidAMIName.Duplicate}
     */
    public Image copy(Transaction transaction, Caller owner, Image source, String name, @Nullable String description) {
        ImageId id = ImageId.create();
        Map<SnapshotId, SnapshotId> copies = copySnapshots(transaction, owner, source, id);
        List<BlockDeviceMapping> mappings = new ArrayList<>();
        for (BlockDeviceMapping mapping : source.mappings()) {
            mappings.add(
                    switch (mapping) {
                        case BlockDeviceMapping.Ebs ebs -> {
                            SnapshotId copy = ebs.snapshot() == null ? null : copies.get(ebs.snapshot());
                            yield copy == null ? ebs : ebs.over(copy);
                        }
                        case BlockDeviceMapping.Ephemeral ephemeral -> ephemeral;
                        case BlockDeviceMapping.NoDevice none -> none;
                    });
        }
        Image copy = new Image(
                id,
                owner.account(),
                owner.region(),
                name,
                description,
                new ImageState.Available(),
                clock.instant(),
                source.settings(),
                mappings,
                new ImageSource(source.id(), source.region(), null),
                false);
        images.insert(transaction, copy);
        RunId _ = systems.submit(transaction, id);
        return copy;
    }

    /** The copies, by what they are copies of. */
    private Map<SnapshotId, SnapshotId> copySnapshots(
            Transaction transaction, Caller owner, Image source, ImageId destination) {
        Map<SnapshotId, Snapshot> found = snapshots.find(transaction.sql(), source.snapshots()).stream()
                .collect(Collectors.toMap(Snapshot::id, Function.identity()));
        Map<SnapshotId, SnapshotId> copies = new HashMap<>();
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
            copies.put(
                    id,
                    copySnapshot.copy(transaction, owner, snapshot, description).id());
        }
        return copies;
    }
}
