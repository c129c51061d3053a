package dev.origami.snapshot;

import dev.origami.id.SnapshotId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a snapshot from being deleted until its time is over (source section 2.2).
 *
 * @param createdOn when the snapshot was locked first
 * @param setOn when the lock was last changed: its days and its cooling off begin then
 * @param durationDays null where the lock ends on a date
 * @param expirationDate null where the lock lasts a number of days
 * @param coolOffHours null when there is none
 * @param completed when the snapshot was complete; null while it is pending: then no day has begun yet
 */
public record SnapshotLock(
        SnapshotId snapshot,
        Mode mode,
        Instant createdOn,
        Instant setOn,
        @Nullable Integer durationDays,
        @Nullable Instant expirationDate,
        @Nullable Integer coolOffHours,
        @Nullable Instant completed) {

    /** Who may take it off. */
    public enum Mode {
        /** Its owner, at any time. */
        GOVERNANCE("governance"),
        /** Nobody, once its cooling off is over. */
        COMPLIANCE("compliance");

        private final String wire;

        Mode(String wire) {
            this.wire = wire;
        }

        /** EC2's word for it. */
        public String wire() {
            return wire;
        }

        /** What a word of EC2's stands for. */
        public static Optional<Mode> of(String wire) {
            return Arrays.stream(values())
                    .filter(mode -> mode.wire.equals(wire))
                    .findFirst();
        }
    }

    /** How a lock stands at a moment. */
    public enum State {
        GOVERNANCE("governance"),
        COMPLIANCE_COOLOFF("compliance-cooloff"),
        COMPLIANCE("compliance"),
        /** It keeps nobody from anything any more. */
        EXPIRED("expired");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        /** EC2's word for it. */
        public String wire() {
            return wire;
        }
    }

    public State state(Instant now) {
        Instant end = expiresOn();
        if (end != null && !end.isAfter(now)) {
            return State.EXPIRED;
        }
        return switch (mode) {
            case GOVERNANCE -> State.GOVERNANCE;
            case COMPLIANCE -> {
                Instant coolOffEnd = coolOffExpiresOn();
                yield coolOffEnd != null && coolOffEnd.isAfter(now) ? State.COMPLIANCE_COOLOFF : State.COMPLIANCE;
            }
        };
    }

    /** When its days began; null while the snapshot is pending. */
    public @Nullable Instant durationStart() {
        return completed == null ? null : completed.isAfter(setOn) ? completed : setOn;
    }

    /** When it ends; null while that is open, since the snapshot is pending. */
    public @Nullable Instant expiresOn() {
        return expirationDate == null && completed == null ? null : earliestExpiry();
    }

    public @Nullable Instant coolOffExpiresOn() {
        return coolOffHours == null ? null : setOn.plus(Duration.ofHours(coolOffHours));
    }

    /** How many days it lasts, the last of which may not be whole. */
    public int days() {
        if (durationDays != null) {
            return durationDays;
        }
        Instant start = durationStart();
        long millis = Duration.between(start == null ? setOn : start, earliestExpiry())
                .toMillis();
        return (int) Math.max(1, Math.ceilDiv(millis, Duration.ofDays(1).toMillis()));
    }

    /** When it ends if the snapshot is complete by now. */
    Instant earliestExpiry() {
        if (expirationDate != null) {
            return expirationDate;
        }
        Instant start = durationStart();
        return (start == null ? setOn : start).plus(Duration.ofDays(durationDays == null ? 0 : durationDays));
    }
}
