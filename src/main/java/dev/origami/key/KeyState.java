package dev.origami.key;

import java.time.Instant;

/** What a key is good for at the moment. */
public sealed interface KeyState {
    /** It can be used. */
    record Enabled() implements KeyState {}

    /** Its owner keeps it and lets nobody use it. */
    record Disabled() implements KeyState {}

    /** It cannot be used, and is gone from that time on, with everything that only it can open. */
    record PendingDeletion(Instant deletionDate) implements KeyState {}

    /** The word for it on the wire and in the table. */
    default String wire() {
        return switch (this) {
            case Enabled _ -> "Enabled";
            case Disabled _ -> "Disabled";
            case PendingDeletion _ -> "PendingDeletion";
        };
    }
}
