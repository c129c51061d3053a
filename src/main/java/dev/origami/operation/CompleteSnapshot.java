package dev.origami.operation;

import dev.origami.block.BlockStore;
import dev.origami.block.Durable;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.StoreFullException;
import dev.origami.block.Stored;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.encryption.Lineage;
import dev.origami.id.LineageId;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.snapshot.Upload;
import dev.origami.snapshot.UploadSeal;
import dev.origami.snapshot.UploadedBlock;
import dev.origami.snapshot.UploadedDisk;
import dev.origami.snapshot.Uploads;
import dev.origami.workflow.RunContext;
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

/** Turns the blocks that were uploaded into a snapshot: they go into the block store, over what they were written over. */
public final class CompleteSnapshot {
    private static final long BYTES_PER_GIB = 1L << 30;

    private final Database database;
    private final Snapshots snapshots;
    private final Uploads uploads;
    private final Resealing resealing;
    private final BlockStore blocks;
    private final WorkflowEngine engine;
    private final Workflow<Arguments> workflow;

    public record Arguments(SnapshotId snapshot) {}

    public CompleteSnapshot(
            Database database,
            Snapshots snapshots,
            Uploads uploads,
            Resealing resealing,
            BlockStore blocks,
            WorkflowEngine engine) {
        this.database = database;
        this.snapshots = snapshots;
        this.uploads = uploads;
        this.resealing = resealing;
        this.blocks = blocks;
        this.engine = engine;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return Workflow.unlocked(
                "complete-snapshot",
                Arguments.class,
                List.of(
                        Step.of("store blocks", this::store, this::fail),
                        Step.withoutUndo("remove upload", this::removeUpload)));
    }

    /** Begins, in the transaction that found that all blocks are there. */
    public void start(Transaction transaction, SnapshotId id) {
        uploads.completing(transaction, id);
        RunId _ = engine.submit(transaction, workflow, new Arguments(id));
    }

    private void store(Arguments arguments, RunContext run) throws IOException, StepFailedException {
        SnapshotId id = arguments.snapshot();
        Optional<Snapshot> snapshot = database.read(sql -> snapshots.find(sql, id));
        Optional<Upload> upload = database.read(sql -> uploads.find(sql, id));
        if (snapshot.isEmpty() || upload.isEmpty() || !(snapshot.get().state() instanceof SnapshotState.Pending)) {
            // Deleted meanwhile, or stored before the crash that this is the repetition after.
            return;
        }
        List<UploadedBlock> uploaded = database.read(sql -> uploads.blocks(sql, id));
        Optional<Path> place = database.read(sql -> snapshots.placeOf(sql, snapshot.get()));
        long sizeBytes = snapshot.get().sizeGiB() * BYTES_PER_GIB;
        @Nullable UploadSeal seal = uploads.seal(snapshot.get()).orElse(null);
        @Nullable LineageId lineage = Lineage.idOf(snapshot.get().lineage());
        try (Stored parent = parent(upload.get().parent(), lineage, place);
                UploadedDisk disk = UploadedDisk.open(sizeBytes, uploaded, uploads.file(id), seal);
                Stored stored = blocks.at(place.orElse(null))
                        .store(
                                parent == null ? null : parent.id(),
                                lineage,
                                disk,
                                PercentProgress.of(database, snapshots, id))) {
            long fullSizeBytes = blocks.listedBytes(stored.id());
            database.writing(transaction -> {
                boolean _ = snapshots.complete(transaction, id, stored.id(), fullSizeBytes);
            });
        } catch (StoreFullException e) {
            throw new StepFailedException(
                    "Server.InsufficientStorage", "There is no space left to store " + id + ": " + e.getMessage());
        }
    }

    /** What the blocks lie over, first sealed as they are to be where it is not. */
    private @Nullable Stored parent(@Nullable ManifestId parent, @Nullable LineageId lineage, Optional<Path> place)
            throws IOException, StepFailedException {
        if (parent == null) {
            return null;
        }
        return lineage == null || blocks.lineage(parent).equals(Optional.of(lineage))
                ? blocks.hold(parent)
                : resealing.sealed(parent, lineage, place, Progress.NONE);
    }

    private void fail(Arguments arguments, RunContext run) throws IOException {
        database.writing(transaction -> {
            boolean _ = snapshots.fail(
                    transaction, arguments.snapshot(), run.reason().message());
        });
        removeUpload(arguments, run);
    }

    private void removeUpload(Arguments arguments, RunContext run) throws IOException {
        database.writing(transaction -> uploads.forget(transaction, arguments.snapshot()));
        Durable.remove(uploads.file(arguments.snapshot()));
    }
}
