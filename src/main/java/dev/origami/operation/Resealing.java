package dev.origami.operation;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.StoreFullException;
import dev.origami.block.Stored;
import dev.origami.block.disk.StoredDisk;
import dev.origami.database.Database;
import dev.origami.encryption.Lineage;
import dev.origami.id.LineageId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.workflow.Failure;
import dev.origami.workflow.StepFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Seals disks whose blocks lie under another key, or under none: all of them are read and stored again. And brings the
 * blocks of copies to where the copies are. What that is made from is recorded with the volume or the snapshot, which until
 * then keeps the source's blocks from collection.
 */
public final class Resealing {
    private final Database database;
    private final Volumes volumes;
    private final Snapshots snapshots;
    private final BlockStore blocks;

    public Resealing(Database database, Volumes volumes, Snapshots snapshots, BlockStore blocks) {
        this.database = database;
        this.volumes = volumes;
        this.snapshots = snapshots;
        this.blocks = blocks;
    }

    /** Seals what a volume is made of. Nothing happens when it was done before, or the volume is gone. */
    void seal(VolumeId id) throws IOException, StepFailedException {
        Optional<Volume> volume = database.read(sql -> volumes.find(sql, id));
        Optional<ManifestId> source = database.read(sql -> volumes.unsealed(sql, id));
        if (volume.isEmpty() || source.isEmpty()) {
            return;
        }
        Optional<Path> place = database.read(sql -> volumes.placeOf(sql, id));
        try (Stored sealed = sealed(source.get(), lineage(volume.get().lineage(), id), place, Progress.NONE)) {
            database.writing(transaction -> volumes.sealed(transaction, id, sealed.id()));
        }
    }

    /**
     * Brings the blocks of what a snapshot is a copy of to where the snapshot is, sealed again where they lie under
     * another key, and completes it. Nothing happens when it was done before.
     *
     * @param wanted whether it is still wanted; asked from time to time beside whether it is still there
     */
    void copy(SnapshotId id, BooleanSupplier wanted) throws IOException, StepFailedException {
        Optional<Snapshot> snapshot = database.read(sql -> snapshots.find(sql, id));
        Optional<ManifestId> source = database.read(sql -> snapshots.copiedFrom(sql, id));
        if (snapshot.isEmpty() || source.isEmpty()) {
            return;
        }
        Optional<Path> place = database.read(sql -> snapshots.placeOf(sql, snapshot.get()));
        try (Stored copied = copied(source.get(), snapshot.get().lineage(), place, progressOf(id, wanted))) {
            long fullSizeBytes = blocks.listedBytes(copied.id());
            database.writing(transaction -> {
                boolean _ = snapshots.complete(transaction, id, copied.id(), fullSizeBytes);
            });
        } catch (CancellationException e) {
            // It was deleted, or its image was.
        }
    }

    /** Fails a run that was refused when it was asked for. */
    static void requireNone(@Nullable Failure refusal) throws StepFailedException {
        if (refusal != null) {
            throw new StepFailedException(refusal.code(), refusal.message());
        }
    }

    /**
     * Stores a disk again under another key.
     *
     * @param place in whose directory it is to lie; empty: in none
     * @return what was stored, safe from collection until it is closed
     */
    Stored sealed(ManifestId source, LineageId lineage, Optional<Path> place, Progress progress)
            throws IOException, StepFailedException {
        try (Stored held = blocks.hold(source);
                StoredDisk disk = new StoredDisk(blocks, held.id())) {
            return blocks.at(place.orElse(null)).store(null, lineage, disk, progress);
        } catch (StoreFullException e) {
            throw new StepFailedException(
                    "Server.InsufficientStorage", "There is no space left to encrypt the disk: " + e.getMessage());
        } catch (BlockKeyGoneException e) {
            throw new StepFailedException(
                    "Client.InvalidKMSKey.InvalidState", "The KMS key provided is in an incorrect state: it is gone");
        }
    }

    private Stored copied(ManifestId source, @Nullable Lineage lineage, Optional<Path> place, Progress progress)
            throws IOException, StepFailedException {
        LineageId wanted = Lineage.idOf(lineage);
        if (wanted != null && !blocks.lineage(source).equals(Optional.of(wanted))) {
            return sealed(source, wanted, place, progress);
        }
        try {
            return blocks.at(place.orElse(null)).bring(source, progress);
        } catch (StoreFullException e) {
            throw new StepFailedException(
                    "Server.InsufficientStorage", "There is no space left to copy the disk: " + e.getMessage());
        }
    }

    private static LineageId lineage(@Nullable Lineage lineage, Object of) {
        if (lineage == null) {
            throw new IllegalStateException(of + " is to be sealed under no key");
        }
        return lineage.id();
    }

    /** Tells how far it is, and gives up what nobody wants any more. */
    private Progress progressOf(SnapshotId id, BooleanSupplier wanted) {
        return new PercentProgress(percent -> {
            boolean pending = database.read(sql -> snapshots.find(sql, id))
                    .filter(snapshot -> snapshot.state() instanceof SnapshotState.Pending)
                    .isPresent();
            if (!pending || !wanted.getAsBoolean()) {
                throw new CancellationException(id + " is not wanted any more");
            }
            database.writing(transaction -> snapshots.progressed(transaction, id, percent));
        });
    }
}
