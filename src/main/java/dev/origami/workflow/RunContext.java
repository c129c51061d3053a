package dev.origami.workflow;

import org.jspecify.annotations.Nullable;

/**
 * What a step may know of its run.
 *
 * @param id the run
 * @param failure why the run is being undone; null while it goes forward
 */
public record RunContext(RunId id, @Nullable Failure failure) {
    /** Why the run is being undone. Only for an undo. */
    public Failure reason() {
        if (failure == null) {
            throw new IllegalStateException("a run that goes forward has no failure");
        }
        return failure;
    }
}
