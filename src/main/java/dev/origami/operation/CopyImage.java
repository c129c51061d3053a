package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.encryption.EncryptionWish;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.workflow.Failure;
import dev.origami.workflow.RunId;
import dev.origami.workflow.Step;
import dev.origami.workflow.StepFailedException;
import dev.origami.workflow.Workflow;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Home;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies an image with all of its snapshots, within a region, to another one, to an Outpost or to a Local Zone (source section 7.1). As
 * with {@link CopySnapshot} no byte moves within one block store, and the copy is whole, and independent of its source,
 * in one transaction; to another store, or under another key, it is pending until all of its blocks are there.
 */
public final class CopyImage {
    private final Database database;
    private final WorkflowEngine engine;
    private final Images images;
    private final BootFiles bootFiles;
    private final Snapshots snapshots;
    private final CopySnapshot copySnapshot;
    private final Resealing resealing;
    private final RecogniseSystem systems;
    private final InstantSource clock;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param copies the snapshots that are pending
     * @param refusal why nothing comes of it; null when something may
     */
    public record Arguments(
            ImageId image,
            List<SnapshotId> copies,
            @Nullable Failure refusal) {
        public Arguments {
            copies = List.copyOf(copies);
        }
    }

    public CopyImage(
            Database database,
            WorkflowEngine engine,
            Images images,
            Snapshots snapshots,
            CopySnapshot copySnapshot,
            Resealing resealing,
            RecogniseSystem systems,
            InstantSource clock) {
        this.database = database;
        this.engine = engine;
        this.images = images;
        this.bootFiles = new BootFiles(images);
        this.snapshots = snapshots;
        this.copySnapshot = copySnapshot;
        this.resealing = resealing;
        this.systems = systems;
        this.clock = clock;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return Workflow.unlocked(
                "copy-image",
                Arguments.class,
                List.of(
                        Step.of(
                                "copy blocks",
                                (arguments, _) -> copyBlocks(arguments),
                                (arguments, run) -> fail(arguments, run.reason())),
                        Step.withoutUndo("make available", (arguments, _) -> makeAvailable(arguments))));
    }

    /**
     * Makes the copy, or begins it.
     *
     * @param owner whose the copy is, and in which region
     * @param source available, and checked to be one that the owner sees
     * @param home where its snapshots are to be kept
     * @return the copy, and its snapshots through its mapping
     * @throws ApiException {@code InvalidRequest} when the owner may not use one of the source's snapshots;
     *     {@code InvalidAMIName.Malformed}, {@code InvalidAMIName.Duplicate}; as {@link CopySnapshot#copy}
     */
    public Image copy(
            Transaction transaction,
            Caller owner,
            Image source,
            String name,
            @Nullable String description,
            EncryptionWish wish,
            Home home) {
        ImageId id = ImageId.create(source.id().kind());
        bootFiles.copied(transaction, source, id);
        ImageSettings settings = bootFiles.mapped(transaction.sql(), owner, source);
        Map<SnapshotId, CopySnapshot.Recorded> copies = copySnapshots(transaction, owner, source, id, wish, home);
        List<BlockDeviceMapping> mappings = new ArrayList<>();
        for (BlockDeviceMapping mapping : source.mappings()) {
            mappings.add(
                    switch (mapping) {
                        case BlockDeviceMapping.Ebs ebs -> {
                            CopySnapshot.Recorded copy = ebs.snapshot() == null ? null : copies.get(ebs.snapshot());
                            yield copy == null
                                    ? ebs
                                    : ebs.over(copy.copy().id(), copy.copy().lineage() != null);
                        }
                        case BlockDeviceMapping.Ephemeral ephemeral -> ephemeral;
                        case BlockDeviceMapping.NoDevice none -> none;
                    });
        }
        List<CopySnapshot.Recorded> pending = copies.values().stream()
                .filter(CopySnapshot.Recorded::isPending)
                .toList();
        Image copy = new Image(
                id,
                owner.account(),
                owner.region(),
                name,
                description,
                pending.isEmpty() ? new ImageState.Available() : new ImageState.Pending(),
                clock.instant(),
                settings,
                mappings,
                new ImageSource(source.id(), source.region(), null),
                false);
        images.insert(transaction, copy);
        if (pending.isEmpty()) {
            RunId _ = systems.submit(transaction, id);
        } else {
            RunId _ = engine.submit(transaction, workflow, arguments(id, pending));
        }
        return copy;
    }

    private static Arguments arguments(ImageId image, List<CopySnapshot.Recorded> pending) {
        return new Arguments(
                image,
                pending.stream().map(recorded -> recorded.copy().id()).toList(),
                pending.stream()
                        .map(CopySnapshot.Recorded::refusal)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    /** The copies, by what they are copies of. */
    private Map<SnapshotId, CopySnapshot.Recorded> copySnapshots(
            Transaction transaction, Caller owner, Image source, ImageId destination, EncryptionWish wish, Home home) {
        Map<SnapshotId, Snapshot> found = snapshots.find(transaction.sql(), source.snapshots()).stream()
                .collect(Collectors.toMap(Snapshot::id, Function.identity()));
        Map<SnapshotId, CopySnapshot.Recorded> copies = new LinkedHashMap<>();
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
            copies.put(id, copySnapshot.record(transaction, owner, snapshot, description, wish, home));
        }
        return copies;
    }

    private void copyBlocks(Arguments arguments) throws IOException, StepFailedException {
        Resealing.requireNone(arguments.refusal());
        for (SnapshotId copy : arguments.copies()) {
            if (isPending(arguments.image())) {
                resealing.copy(copy, () -> isPending(arguments.image()));
            }
        }
    }

    /** Whoever deregisters the image cancels its copying. */
    private boolean isPending(ImageId image) {
        return database.read(sql -> images.find(sql, image))
                .filter(found -> found.state() instanceof ImageState.Pending)
                .isPresent();
    }

    private void makeAvailable(Arguments arguments) {
        boolean done = database.write(transaction -> {
            boolean available = images.available(transaction, arguments.image());
            if (available) {
                RunId _ = systems.submit(transaction, arguments.image());
            }
            return available;
        });
        if (!done) {
            Failure cancelled = new Failure("Client.UserInitiated", "The copying of the image was cancelled");
            arguments.copies().forEach(copy -> copySnapshot.fail(copy, cancelled));
        }
    }

    private void fail(Arguments arguments, Failure reason) {
        arguments.copies().forEach(copy -> copySnapshot.fail(copy, reason));
        database.writing(transaction -> {
            boolean _ = images.fail(transaction, arguments.image(), reason.code(), reason.message());
        });
    }
}
