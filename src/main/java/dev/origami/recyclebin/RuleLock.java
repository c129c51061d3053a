package dev.origami.recyclebin;

import java.time.Instant;
import java.util.Optional;

/** Whether a retention rule may be changed; one that was locked once never goes back to {@link Never}. */
public sealed interface RuleLock {
    /** It was never locked. */
    record Never() implements RuleLock {}

    /** It may not be changed; after it is unlocked, the delay has to pass. */
    record Locked(int unlockDelayDays) implements RuleLock {}

    /**
     * It was unlocked.
     *
     * @param end when its delay is over
     */
    record Unlocked(int unlockDelayDays, Instant end) implements RuleLock {}

    /** What a lock is called at a moment. */
    enum State {
        LOCKED("locked"),
        PENDING_UNLOCK("pending_unlock"),
        UNLOCKED("unlocked");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    /** The state now; empty when it was never locked. */
    default Optional<State> state(Instant now) {
        return switch (this) {
            case Never _ -> Optional.empty();
            case Locked _ -> Optional.of(State.LOCKED);
            case Unlocked unlocked -> Optional.of(now.isBefore(unlocked.end()) ? State.PENDING_UNLOCK : State.UNLOCKED);
        };
    }

    /** Whether the rule may be changed and deleted now. */
    default boolean isOpen(Instant now) {
        return state(now).filter(state -> state != State.UNLOCKED).isEmpty();
    }
}
