package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.encryption.Begun;
import dev.origami.encryption.EncryptionWish;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.id.SnapshotId;
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
import dev.origami.zone.SnapshotHomes;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a snapshot, within a region, to another one, to an Outpost or to a Local Zone. Where both keep their blocks in the same store, a
 * copy is a new record of the same manifest: it moves no byte, is complete in the transaction that asks for it, and is
 * independent of its source from then on. Where what the copy's place lacks is to be brought there, or all is to be
 * encrypted under another key, it is pending as long.
 */
public final class CopySnapshot {
    private final Database database;
    private final WorkflowEngine engine;
    private final Snapshots snapshots;
    private final Lineages lineages;
    private final Resealing resealing;
    private final InstantSource clock;
    private final Workflow<Arguments> workflow;

    /**
     * What is to be done.
     *
     * @param refusal why nothing comes of it; null when something may
     */
    public record Arguments(SnapshotId copy, @Nullable Failure refusal) {}

    /**
     * A copy, and why it will never be complete.
     *
     * @param refusal null when it will, or is
     */
    record Recorded(Snapshot copy, @Nullable Failure refusal) {
        boolean isPending() {
            return copy.state() instanceof SnapshotState.Pending;
        }
    }

    public CopySnapshot(
            Database database,
            WorkflowEngine engine,
            Snapshots snapshots,
            Lineages lineages,
            Resealing resealing,
            InstantSource clock) {
        this.database = database;
        this.engine = engine;
        this.snapshots = snapshots;
        this.lineages = lineages;
        this.resealing = resealing;
        this.clock = clock;
        this.workflow = engine.register(workflow());
    }

    Workflow<Arguments> workflow() {
        return Workflow.unlocked(
                "copy-snapshot",
                Arguments.class,
                List.of(Step.of(
                        "copy blocks",
                        (arguments, _) -> copyBlocks(arguments),
                        (arguments, run) -> fail(arguments.copy(), run.reason()))));
    }

    /**
     * Makes the copy, or begins it.
     *
     * @param owner whose the copy is, and in which region
     * @param source completed, and checked to be one that the owner may use
     * @param home where it is to be kept
     * @throws ApiException as {@link Lineages#begin}, {@link SnapshotHomes#requireCopyable}
     */
    public Snapshot copy(
            Transaction transaction,
            Caller owner,
            Snapshot source,
            String description,
            EncryptionWish wish,
            Home home) {
        Recorded recorded = record(transaction, owner, source, description, wish, home);
        if (recorded.isPending()) {
            RunId _ = engine.submit(
                    transaction, workflow, new Arguments(recorded.copy().id(), recorded.refusal()));
        }
        return recorded.copy();
    }

    /** The same, where somebody else sees to it that a pending copy is completed. */
    Recorded record(
            Transaction transaction,
            Caller owner,
            Snapshot source,
            String description,
            EncryptionWish wish,
            Home home) {
        SnapshotHomes.requireCopyable(transaction.sql(), source.id(), source.region(), owner.region(), home);
        if (!(source.state() instanceof SnapshotState.Completed completed)) {
            throw new IllegalArgumentException(source.id() + " is not completed");
        }
        Begun begun = lineages.begin(transaction, owner, source.lineage(), wish.on(home.outpostArn()));
        boolean isThere = snapshots.placeOf(transaction.sql(), source).equals(snapshots.placeOf(owner.region(), home));
        boolean whole = begun.refusal() == null && isThere && !begun.differsFrom(source.lineage());
        Snapshot copy = new Snapshot(
                SnapshotId.create(),
                owner.account(),
                owner.region(),
                null,
                source.sizeGiB(),
                whole
                        ? new SnapshotState.Completed(completed.manifest(), clock.instant())
                        : new SnapshotState.Pending(0),
                clock.instant(),
                description,
                null,
                whole ? source.fullSizeBytes() : null,
                begun.lineage());
        if (whole || begun.refusal() != null) {
            snapshots.insert(transaction, copy);
        } else {
            snapshots.insertCopying(transaction, copy, completed.manifest());
        }
        SnapshotHomes.place(transaction, copy.id(), home);
        return new Recorded(copy, begun.refusal());
    }

    private void copyBlocks(Arguments arguments) throws IOException, StepFailedException {
        Resealing.requireNone(arguments.refusal());
        resealing.copy(arguments.copy(), () -> true);
    }

    /** Nothing happens to a copy that is complete. */
    void fail(SnapshotId copy, Failure reason) {
        database.writing(transaction -> {
            boolean _ = snapshots.fail(transaction, copy, reason.message());
        });
    }
}
