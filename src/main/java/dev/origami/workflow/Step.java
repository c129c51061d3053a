package dev.origami.workflow;

/**
 * One step of a workflow, beside its undo. Both may run twice, so both look at what is there before they act. The undo
 * of a step also runs when the step itself failed halfway.
 *
 * @param name what the step does, in a word or two; unique in its workflow and never changed once released
 * @param action what the step does
 * @param undo what takes it back
 * @param keepsLock whether the run still owns its lock after this step
 */
public record Step<A>(String name, Action<A> action, Action<A> undo, boolean keepsLock) {
    /** What a step does to the world. It throws what stops it, {@link StepFailedException} when there is a word for it. */
    @FunctionalInterface
    public interface Action<A> {
        void run(A arguments, RunContext run) throws Exception;
    }

    public static <A> Step<A> of(String name, Action<A> action, Action<A> undo) {
        return new Step<>(name, action, undo, true);
    }

    /** A step that leaves nothing behind which a later failure would have to take back. */
    public static <A> Step<A> withoutUndo(String name, Action<A> action) {
        return of(name, action, (arguments, run) -> {});
    }

    /** The same step, after which the run gives its lock to the next in line. */
    public Step<A> thenUnlock() {
        return new Step<>(name, action, undo, false);
    }
}
