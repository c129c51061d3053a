package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.block.ManifestId;
import dev.origami.config.SnapshotLimits;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.encryption.EncryptedSharing;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.zone.Home;
import dev.origami.zone.Places;
import dev.origami.zone.SnapshotHomes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The rules of snapshots (source sections 2.1, 2.2): who sees one, who may use it, and what keeps it from being
 * deleted. An id that the caller may not see is as unknown to it as one that was never given; of what is in the Recycle
 * Bin only {@link RecycledSnapshots} knows.
 */
public final class Snapshots {
    private final InstantSource clock;
    private final SnapshotLimits limits;
    private final Places places;

    public Snapshots(InstantSource clock, SnapshotLimits limits) {
        this(clock, limits, Places.DEFAULTS);
    }

    /** @param places which of them have a block store of their own */
    public Snapshots(InstantSource clock, SnapshotLimits limits, Places places) {
        this.clock = clock;
        this.limits = limits;
        this.places = places;
    }

    /** In which place's directory the blocks of a snapshot are to lie, that of where it is kept; empty: in none. */
    public Optional<Path> placeOf(Handle sql, Snapshot snapshot) {
        return placeOf(snapshot.region(), SnapshotHomes.of(sql, snapshot.id()));
    }

    /** The same of one that is to be kept there. */
    public Optional<Path> placeOf(Region region, Home home) {
        return places.blocks(region, home);
    }

    /** Records a new snapshot, in whatever state it has. */
    public void insert(Transaction transaction, Snapshot snapshot) {
        requireDescription(snapshot.description());
        SnapshotTable.insert(transaction.sql(), snapshot);
    }

    /**
     * Records a pending copy whose blocks are first to be sealed under its lineage.
     *
     * @param source what it is a copy of, which stays in the block store until the copy is complete or failed
     */
    public void insertCopying(Transaction transaction, Snapshot snapshot, ManifestId source) {
        insert(transaction, snapshot);
        SnapshotTable.copiedFrom(transaction.sql(), snapshot.id(), source);
    }

    /** What the pending snapshot is a copy of. */
    public Optional<ManifestId> copiedFrom(Handle sql, SnapshotId id) {
        return SnapshotTable.copiedFrom(sql, id);
    }

    /** Notes how far the storing of a pending snapshot is. */
    public void progressed(Transaction transaction, SnapshotId id, int percent) {
        boolean _ = SnapshotTable.update(transaction.sql(), id, new SnapshotState.Pending(percent));
    }

    /**
     * All blocks of a pending snapshot are durable.
     *
     * @return false when it is not pending any more: it was deleted, failed, or completed before
     */
    public boolean complete(Transaction transaction, SnapshotId id, ManifestId manifest, long fullSizeBytes) {
        boolean completed =
                SnapshotTable.update(transaction.sql(), id, new SnapshotState.Completed(manifest, clock.instant()));
        if (completed) {
            SnapshotTable.fullSize(transaction.sql(), id, fullSizeBytes);
        }
        return completed;
    }

    /** A pending snapshot cannot be completed; the same return value as {@link #complete}. */
    public boolean fail(Transaction transaction, SnapshotId id, String message) {
        boolean failed = SnapshotTable.update(transaction.sql(), id, new SnapshotState.Failed(message));
        if (failed) {
            // It holds nothing that a lock would keep.
            LockTable.delete(transaction.sql(), id);
        }
        return failed;
    }

    /** The snapshot, whoever may see it, also when it is in the Recycle Bin. */
    public Optional<Snapshot> find(Handle sql, SnapshotId id) {
        return SnapshotTable.find(sql, id);
    }

    /** Those of the ids that are there, whoever may see them. */
    public List<Snapshot> find(Handle sql, Collection<SnapshotId> ids) {
        return SnapshotTable.find(sql, ids);
    }

    /**
     * A page of what the caller may make volumes of: its own snapshots, those shared with it, and the public ones, in
     * the order of their making. An id that nobody was given is a fault; one that the caller may not see is left out.
     *
     * @throws ApiException {@code InvalidSnapshot.NotFound}; {@code InvalidParameterValue} when there is no such
     *     filter; {@code InvalidNextToken}
     */
    public Slice<Snapshot> search(Handle sql, Caller caller, SnapshotQuery query, PageWanted wanted) {
        Set<SnapshotId> unknown = new LinkedHashSet<>(query.ids());
        find(sql, query.ids()).stream()
                .filter(snapshot -> snapshot.region().equals(caller.region()))
                .filter(snapshot -> !(snapshot.state() instanceof SnapshotState.Recoverable))
                .forEach(snapshot -> unknown.remove(snapshot.id()));
        unknown.stream().findFirst().ifPresent(id -> {
            throw notFound(id);
        });
        Slice<Long> found = new SnapshotSearch(sql, new SnapshotVisibility(caller), query).find(wanted);
        return new Slice<>(SnapshotTable.numbered(sql, found.items()), found.next());
    }

    /**
     * A snapshot that the caller may make volumes and copies of.
     *
     * @throws ApiException {@code InvalidSnapshot.NotFound}
     */
    public Snapshot requireVisible(Handle sql, Caller caller, SnapshotId id) {
        return SnapshotTable.find(sql, id)
                .filter(snapshot -> snapshot.region().equals(caller.region()))
                .filter(snapshot -> !(snapshot.state() instanceof SnapshotState.Recoverable))
                .filter(snapshot -> isUsable(sql, caller, snapshot))
                .orElseThrow(() -> notFound(id));
    }

    /**
     * As {@link #requireVisible}, and all of its blocks are there.
     *
     * @throws ApiException {@code InvalidSnapshot.NotFound}, {@code IncorrectState}
     */
    public Snapshot requireCompleted(Handle sql, Caller caller, SnapshotId id) {
        Snapshot snapshot = requireVisible(sql, caller, id);
        if (!(snapshot.state() instanceof SnapshotState.Completed)) {
            throw new ApiException(
                    ErrorCode.INCORRECT_STATE,
                    "Snapshot is in invalid state - " + snapshot.state().wire());
        }
        return snapshot;
    }

    /**
     * A snapshot of the caller's own.
     *
     * @throws ApiException {@code InvalidSnapshot.NotFound}; {@code AuthFailure} when the caller sees it, but it is
     *     another's
     */
    public Snapshot requireOwned(Handle sql, Caller caller, SnapshotId id) {
        Snapshot snapshot = requireVisible(sql, caller, id);
        if (!snapshot.owner().equals(caller.account())) {
            throw new ApiException(ErrorCode.AUTH_FAILURE, "Not authorized for snapshot:" + id);
        }
        return snapshot;
    }

    /** Whether the account may make volumes of the snapshot (source section 5.4). */
    public boolean isUsable(Handle sql, Caller caller, Snapshot snapshot) {
        return snapshot.owner().equals(caller.account())
                || SnapshotTable.isGranted(sql, snapshot.id(), caller.account(), false);
    }

    /** Whether it is the account's own or was shared with it by name; what is only public does not count. */
    public boolean isOwnedOrShared(Handle sql, Caller caller, Snapshot snapshot) {
        return snapshot.owner().equals(caller.account())
                || SnapshotTable.isGranted(sql, snapshot.id(), caller.account(), true);
    }

    /** The images that keep the snapshot from being deleted. */
    public List<ImageId> imagesUsing(Handle sql, SnapshotId id) {
        return SnapshotTable.imagesUsing(sql, id);
    }

    /**
     * Deletes a snapshot of the caller's own; volumes and other snapshots keep what they have.
     *
     * @throws ApiException {@code InvalidSnapshot.NotFound}, {@code InvalidSnapshot.InUse}, {@code AuthFailure};
     *     {@code OperationNotPermitted} while it is locked
     */
    public void delete(Transaction transaction, Caller caller, SnapshotId id) {
        Snapshot _ = requireDeletable(transaction.sql(), caller, id);
        forget(transaction, id);
    }

    /** Nothing is left of it. */
    void forget(Transaction transaction, SnapshotId id) {
        SnapshotTable.delete(transaction.sql(), id);
        LockTable.delete(transaction.sql(), id);
    }

    /** A snapshot that {@link #delete} would delete; the exceptions are its. */
    public Snapshot requireDeletable(Handle sql, Caller caller, SnapshotId id) {
        Snapshot snapshot = requireOwned(sql, caller, id);
        List<ImageId> users = imagesUsing(sql, id);
        if (!users.isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_SNAPSHOT_IN_USE,
                    "The snapshot " + id + " is currently in use by "
                            + users.stream().map(ImageId::value).collect(Collectors.joining(", ")));
        }
        lock(sql, id).ifPresent(lock -> {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "The snapshot '" + id + "' cannot be deleted: it is locked in "
                            + lock.mode().wire() + " mode" + SnapshotLocks.until(lock) + ".");
        });
        return snapshot;
    }

    /** The lock that keeps the snapshot from being deleted now. */
    public Optional<SnapshotLock> lock(Handle sql, SnapshotId id) {
        return LockTable.find(sql, id).filter(lock -> lock.state(clock.instant()) != SnapshotLock.State.EXPIRED);
    }

    /** To whom it is shared. */
    public List<Grantee> grantees(Handle sql, SnapshotId id) {
        return SnapshotTable.grantees(sql, id);
    }

    /**
     * Shares a snapshot of the caller's own, or stops it. What is so already is a success.
     *
     * @throws ApiException {@code InvalidSnapshot.NotFound}, {@code AuthFailure}, {@code InvalidParameterValue};
     *     {@code OperationNotPermitted} when the account blocks public access; as {@link EncryptedSharing#require}
     */
    public void modifyPermissions(
            Transaction transaction,
            Caller caller,
            SnapshotId id,
            Collection<Grantee> added,
            Collection<Grantee> removed) {
        Snapshot snapshot = requireOwned(transaction.sql(), caller, id);
        if (!added.isEmpty()) {
            SnapshotHomes.requireNotOnOutpost(transaction.sql(), id, "shared");
        }
        if (added.size() + removed.size() > limits.permissionChanges()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + limits.permissionChanges() + " permissions may be changed in one call");
        }
        if (added.contains(new Grantee.Everybody())
                && blockPublicAccess(transaction.sql(), caller) != BlockPublicAccess.UNBLOCKED) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "You can't publicly share this snapshot because block public access for snapshots is enabled for"
                            + " this account. To publicly share the snapshot, you must call the"
                            + " DisableSnapshotBlockPublicAccess API.");
        }
        if (!added.isEmpty() && snapshot.lineage() != null) {
            EncryptedSharing.require(
                    transaction.sql(), List.of(snapshot.lineage()), added.contains(new Grantee.Everybody()));
        }
        added.forEach(grantee -> SnapshotTable.grant(transaction.sql(), id, grantee));
        removed.forEach(grantee -> SnapshotTable.revoke(transaction.sql(), id, grantee));
    }

    /** Leaves a snapshot of the caller's own to the caller alone. */
    public void resetPermissions(Transaction transaction, Caller caller, SnapshotId id) {
        Snapshot _ = requireOwned(transaction.sql(), caller, id);
        SnapshotTable.revokeAll(transaction.sql(), id);
    }

    /** What the caller does about sharing its snapshots with everybody. */
    public BlockPublicAccess blockPublicAccess(Handle sql, Caller caller) {
        return SnapshotTable.blockPublicAccess(sql, caller);
    }

    /** As the other, from now on. */
    public void blockPublicAccess(Transaction transaction, Caller caller, BlockPublicAccess state) {
        SnapshotTable.blockPublicAccess(transaction.sql(), caller, state);
    }

    /** What snapshots need of the block store. */
    public Set<ManifestId> liveManifests(Handle sql) {
        return SnapshotTable.manifests(sql);
    }

    /**
     * Something of a stored disk is lost: from now on its snapshots are in error, and its images cannot be launched.
     *
     * @param message what is lost, for the user
     * @return false when that was known
     */
    public boolean damaged(Transaction transaction, ManifestId disk, String message) {
        return DamageTable.insert(transaction.sql(), disk, new Damage(message, clock.instant()));
    }

    /** All of a stored disk was found to be sound; false when nobody doubted it. */
    public boolean sound(Transaction transaction, ManifestId disk) {
        return DamageTable.delete(transaction.sql(), disk);
    }

    /** The disks of which something is lost. */
    public Set<ManifestId> damaged(Handle sql) {
        return damage(sql).keySet();
    }

    /** What is lost, by the disk. */
    public Map<ManifestId, Damage> damage(Handle sql) {
        return DamageTable.all(sql);
    }

    /**
     * Passes a description.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public void requireDescription(String description) {
        if (description.length() > limits.descriptionLength()) {
            throw ApiException.invalidValue(
                    "description", description, "Expecting at most " + limits.descriptionLength() + " characters.");
        }
    }

    public static ApiException notFound(SnapshotId id) {
        return new ApiException(ErrorCode.INVALID_SNAPSHOT_NOT_FOUND, "The snapshot '" + id + "' does not exist.");
    }
}
