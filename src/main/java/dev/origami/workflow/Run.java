package dev.origami.workflow;

import org.jspecify.annotations.Nullable;

/**
 * A run as its row says.
 *
 * @param step the step to do next (forward) or to undo next (backward)
 * @param lock what the run must own alone; null when nothing, or no more
 * @param cancelled why it was asked to give up; null when it was not
 * @param failure why it is or was undone
 */
public record Run(
        RunId id,
        String kind,
        String arguments,
        RunState state,
        Direction direction,
        int step,
        @Nullable String lock,
        @Nullable String cancelled,
        @Nullable Failure failure) {
    /** Which way a run goes. */
    public enum Direction {
        FORWARD,
        BACKWARD
    }
}
