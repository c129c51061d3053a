package dev.origami.operation;

import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.StoreFullException;
import dev.origami.block.Stored;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the disks of copied snapshots to the block store of the place where the copies are: what that lacks, and no byte
 * more. Until they are there the copies are pending, and what they are copies of is kept for them, whatever becomes of
 * the sources.
 */
public final class BringDisks {
    private static final int WHOLE = 100;

    private final Database database;
    private final WorkflowEngine engine;
    private final Images images;
    private final Snapshots snapshots;
    private final BlockStore blocks;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param image available once all of them are there; null: nothing but snapshots was copied
     * @param copies pending snapshots, of which is recorded what they are copies of
     */
    public record Arguments(@Nullable ImageId image, List<SnapshotId> copies) {
        public Arguments {
            copies = List.copyOf(copies);
        }
    }

    public BringDisks(Database database, WorkflowEngine engine, Images images, Snapshots snapshots, BlockStore blocks) {
        this.database = database;
        this.engine = engine;
        this.images = images;
        this.snapshots = snapshots;
        this.blocks = blocks;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return Workflow.unlocked(
                "bring-disks",
                Arguments.class,
                List.of(
                        Step.of(
                                "bring blocks",
                                (arguments, _) -> bring(arguments),
                                (arguments, run) -> fail(arguments, run.reason())),
                        Step.withoutUndo("make available", (arguments, _) -> makeAvailable(arguments))));
    }

    /** The caller has recorded the pending copies, and the image where there is one, in the same transaction. */
    RunId submit(Transaction transaction, Arguments arguments) {
        return engine.submit(transaction, workflow, arguments);
    }

    private void bring(Arguments arguments) throws IOException, StepFailedException {
        for (SnapshotId id : arguments.copies()) {
            Optional<ManifestId> source = database.read(sql -> snapshots.copiedDisk(sql, id));
            if (source.isPresent()) {
                bring(id, source.get());
            }
        }
    }

    private void bring(SnapshotId id, ManifestId source) throws IOException, StepFailedException {
        Optional<Snapshot> copy = database.read(sql -> snapshots.find(sql, id))
                .filter(found -> found.state() instanceof SnapshotState.Pending);
        if (copy.isEmpty()) {
            // Deleted meanwhile.
            database.writing(transaction -> snapshots.copied(transaction, id));
            return;
        }
        Optional<Path> place = database.read(sql -> snapshots.placeOf(sql, copy.get()));
        try (Stored stored = blocks.at(place.orElse(null)).bring(source, progressOf(id))) {
            long listedBytes = blocks.listedBytes(stored.id());
            database.writing(transaction -> {
                boolean _ = snapshots.complete(transaction, id, stored.id(), listedBytes);
                snapshots.copied(transaction, id);
            });
        } catch (StoreFullException e) {
            throw new StepFailedException(
                    "Server.InsufficientStorage", "There is no space left to copy to " + id + ": " + e.getMessage());
        }
    }

    /** Tells every fifth percent. */
    private Progress progressOf(SnapshotId id) {
        int[] told = {0};
        return (doneBytes, totalBytes) -> {
            int percent = totalBytes == 0 ? 0 : (int) (doneBytes * WHOLE / totalBytes);
            if (percent >= told[0] + 5 && percent < WHOLE) {
                told[0] = percent;
                database.writing(transaction -> snapshots.progressed(transaction, id, percent));
            }
        };
    }

    private void makeAvailable(Arguments arguments) {
        ImageId image = arguments.image();
        if (image != null) {
            database.writing(transaction -> {
                boolean _ = images.available(transaction, image);
            });
        }
    }

    private void fail(Arguments arguments, Failure reason) {
        database.writing(transaction -> {
            for (SnapshotId id : arguments.copies()) {
                boolean _ = snapshots.fail(transaction, id, reason.message());
                snapshots.copied(transaction, id);
            }
            ImageId image = arguments.image();
            if (image != null) {
                boolean _ = images.fail(transaction, image, reason.code(), reason.message());
            }
        });
    }
}
