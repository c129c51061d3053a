package dev.origami.snapshot;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.BlockKeys;
import dev.origami.block.ManifestId;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of snapshots that are written block by block (source section 2.4): blocks are taken while the snapshot is
 * pending and somebody goes on with it.
 */
public final class Uploads {
    private final Snapshots snapshots;
    private final InstantSource clock;
    private final Path dataDirectory;
    private final BlockKeys keys;

    public Uploads(Snapshots snapshots, InstantSource clock, Path dataDirectory, BlockKeys keys) {
        this.snapshots = snapshots;
        this.clock = clock;
        this.dataDirectory = dataDirectory;
        this.keys = keys;
    }

    /** Begins, in the transaction that records the pending snapshot. */
    public void start(Transaction transaction, SnapshotId id, Duration timeout, @Nullable ManifestId parent) {
        UploadTable.insert(transaction.sql(), new Upload(id, timeout, clock.instant(), false, parent));
    }

    public Optional<Upload> find(Handle sql, SnapshotId id) {
        return UploadTable.find(sql, id);
    }

    /**
     * An upload that takes blocks.
     *
     * @throws ApiException {@code ValidationException} with {@code INVALID_SNAPSHOT_ID}
     */
    public Upload requireOpen(Handle sql, SnapshotId id) {
        boolean pending = snapshots
                .find(sql, id)
                .map(snapshot -> snapshot.state() instanceof SnapshotState.Pending)
                .orElse(false);
        return UploadTable.find(sql, id)
                .filter(upload -> pending && !upload.completing() && !upload.isExpired(clock.instant()))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.EBS_INVALID_SNAPSHOT_ID, "The snapshot " + id + " does not take blocks any more"));
    }

    /** The blocks that were acknowledged, ascending. */
    public List<UploadedBlock> blocks(Handle sql, SnapshotId id) {
        return UploadTable.blocks(sql, id);
    }

    /** No more blocks are taken. */
    public void completing(Transaction transaction, SnapshotId id) {
        UploadTable.completing(transaction.sql(), id);
    }

    /** The upload has ended: its blocks are in the block store, or not wanted. The file goes after this. */
    public void forget(Transaction transaction, SnapshotId id) {
        UploadTable.delete(transaction.sql(), id);
    }

    /**
     * Gives up what nobody goes on with, and what was deleted under way.
     *
     * @return the uploads that are no more, whose files may go
     */
    public List<SnapshotId> expire(Transaction transaction) {
        List<SnapshotId> gone = new ArrayList<>();
        for (Upload upload : UploadTable.all(transaction.sql())) {
            Optional<Snapshot> snapshot = snapshots.find(transaction.sql(), upload.snapshot());
            boolean pending = snapshot.isPresent() && snapshot.get().state() instanceof SnapshotState.Pending;
            if (pending && upload.isExpired(clock.instant())) {
                boolean _ = snapshots.fail(
                        transaction,
                        upload.snapshot(),
                        "No block was written for " + upload.timeout().toMinutes() + " minutes");
            }
            if (!upload.completing() && (!pending || upload.isExpired(clock.instant()))) {
                forget(transaction, upload.snapshot());
                gone.add(upload.snapshot());
            }
        }
        return gone;
    }

    /** What a new block finds: where the same block lies now, if anywhere. */
    Optional<UploadedBlock> block(Handle sql, SnapshotId id, long index) {
        return UploadTable.block(sql, id, index);
    }

    /** Acknowledges a block, whose bytes are durable. */
    void put(Transaction transaction, SnapshotId id, UploadedBlock block) {
        UploadTable.put(transaction.sql(), id, block);
        UploadTable.touch(transaction.sql(), id, clock.instant());
    }

    /**
     * What the blocks of a snapshot are sealed with in the upload's file; empty where it is not encrypted.
     *
     * @throws BlockKeyGoneException when nobody has the key any more
     */
    public Optional<UploadSeal> seal(Snapshot snapshot) throws BlockKeyGoneException {
        return snapshot.lineage() == null
                ? Optional.empty()
                : Optional.of(UploadSeal.of(keys, snapshot.lineage().id(), snapshot.id()));
    }

    /** The file that holds an upload's blocks. */
    public Path file(SnapshotId id) {
        return dataDirectory.resolve("uploads").resolve(id + ".blocks");
    }
}
