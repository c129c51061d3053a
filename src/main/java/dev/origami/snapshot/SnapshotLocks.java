package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.config.SnapshotLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SnapshotId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rules of locks on snapshots (source section 2.2): who may set, change and take off one. That a locked snapshot is
 * not deleted is {@link Snapshots#delete}'s.
 */
public final class SnapshotLocks {
    private final Snapshots snapshots;
    private final InstantSource clock;
    private final SnapshotLimits limits;

    /**
     * A lock as it is asked for.
     *
     * @param days null where there is a date
     * @param date null where there are days
     * @param coolOffHours null for none
     */
    public record Wish(
            SnapshotLock.Mode mode,
            @Nullable Integer days,
            @Nullable Instant date,
            @Nullable Integer coolOffHours) {}

    public SnapshotLocks(Snapshots snapshots, InstantSource clock, SnapshotLimits limits) {
        this.snapshots = snapshots;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Locks a snapshot of the caller's own, or changes its lock. Of a lock in compliance mode that has cooled off only the
     * end may be put off.
     *
     * @throws ApiException as {@link Snapshots#requireOwned}; {@code MissingParameter}, {@code InvalidParameterValue},
     *     {@code InvalidParameterCombination}; {@code IncorrectState} of a snapshot in error;
     *     {@code OperationNotPermitted}
     */
    public SnapshotLock lock(Transaction transaction, Caller caller, SnapshotId id, Wish wish) {
        Snapshot snapshot = snapshots.requireOwned(transaction.sql(), caller, id);
        Instant now = clock.instant();
        requireValid(wish, now);
        SnapshotLock before = LockTable.find(transaction.sql(), id)
                .filter(lock -> lock.state(now) != SnapshotLock.State.EXPIRED)
                .orElse(null);
        SnapshotLock lock = new SnapshotLock(
                id,
                wish.mode(),
                before == null ? now : before.createdOn(),
                now,
                wish.days(),
                wish.date(),
                wish.coolOffHours(),
                completed(snapshot));
        if (before != null) {
            requireChangeable(before, lock, now);
        }
        LockTable.put(transaction.sql(), lock);
        return lock;
    }

    /**
     * Takes the lock off a snapshot of the caller's own.
     *
     * @throws ApiException as {@link Snapshots#requireOwned}; {@code IncorrectState} when it is not locked;
     *     {@code OperationNotPermitted} when nobody may
     */
    public void unlock(Transaction transaction, Caller caller, SnapshotId id) {
        Snapshot _ = snapshots.requireOwned(transaction.sql(), caller, id);
        Instant now = clock.instant();
        SnapshotLock lock = LockTable.find(transaction.sql(), id)
                .filter(found -> found.state(now) != SnapshotLock.State.EXPIRED)
                .orElseThrow(
                        () -> new ApiException(ErrorCode.INCORRECT_STATE, "The snapshot '" + id + "' is not locked."));
        if (lock.state(now) == SnapshotLock.State.COMPLIANCE) {
            throw notPermitted(id, "cannot be unlocked: it is locked in compliance mode" + until(lock));
        }
        LockTable.delete(transaction.sql(), id);
    }

    /** The locks of the caller's snapshots, those whose time is over too. */
    public List<SnapshotLock> of(Handle sql, Caller caller) {
        return LockTable.of(sql, caller);
    }

    /** What is said of when it ends, after a reason. */
    static String until(SnapshotLock lock) {
        Instant end = lock.expiresOn();
        return end == null ? "" : " until " + end;
    }

    private void requireValid(Wish wish, Instant now) {
        Integer days = wish.days();
        Instant date = wish.date();
        if (days == null && date == null) {
            throw ApiException.missing("LockDuration or ExpirationDate");
        }
        if (days != null && date != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter LockDuration cannot be used with the parameter ExpirationDate");
        }
        if (days != null && (days < 1 || days > limits.lockDays())) {
            throw ApiException.invalidValue(
                    "lockDuration", days.toString(), "Expecting 1 to " + limits.lockDays() + " days.");
        }
        if (date != null && (!date.isAfter(now) || date.isAfter(now.plus(Duration.ofDays(limits.lockDays()))))) {
            throw ApiException.invalidValue(
                    "expirationDate",
                    date.toString(),
                    "Expecting a time in the future, at most " + limits.lockDays() + " days ahead.");
        }
        Integer hours = wish.coolOffHours();
        if (hours != null && wish.mode() == SnapshotLock.Mode.GOVERNANCE) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter CoolOffPeriod cannot be used with the lock mode governance");
        }
        if (hours != null && (hours < 1 || hours > limits.coolOffHours())) {
            throw ApiException.invalidValue(
                    "coolOffPeriod", hours.toString(), "Expecting 1 to " + limits.coolOffHours() + " hours.");
        }
    }

    private static void requireChangeable(SnapshotLock before, SnapshotLock wanted, Instant now) {
        if (before.state(now) != SnapshotLock.State.COMPLIANCE) {
            return;
        }
        SnapshotId id = before.snapshot();
        if (wanted.mode() != SnapshotLock.Mode.COMPLIANCE) {
            throw notPermitted(id, "is locked in compliance mode, which cannot be changed" + until(before));
        }
        if (wanted.coolOffHours() != null) {
            throw notPermitted(id, "is locked in compliance mode, and its cooling-off period is over");
        }
        if (wanted.earliestExpiry().isBefore(before.earliestExpiry())) {
            throw notPermitted(id, "is locked in compliance mode, and its lock cannot be made shorter");
        }
    }

    private static @Nullable Instant completed(Snapshot snapshot) {
        return switch (snapshot.state()) {
            case SnapshotState.Pending _ -> null;
            case SnapshotState.Completed completed -> completed.completionTime();
            case SnapshotState.Failed _, SnapshotState.Damaged _, SnapshotState.Recoverable _ ->
                throw new ApiException(
                        ErrorCode.INCORRECT_STATE,
                        "Snapshot is in invalid state - " + snapshot.state().wire());
        };
    }

    private static ApiException notPermitted(SnapshotId id, String why) {
        return new ApiException(ErrorCode.OPERATION_NOT_PERMITTED, "The snapshot '" + id + "' " + why + ".");
    }
}
