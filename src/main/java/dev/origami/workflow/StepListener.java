package dev.origami.workflow;

/**
 * Hears of each step just before it is done and just after, before that is recorded. Tests of crashes sit here: an
 * {@link EngineHaltedError} thrown from either stops the engine as a crash of the process would, and an exception fails
 * the step.
 */
public interface StepListener {
    StepListener NONE = new StepListener() {};

    default void before(Run run, String step) throws Exception {}

    default void after(Run run, String step) throws Exception {}

    /** Stops the engine on the spot: nothing more is recorded by it. */
    final class EngineHaltedError extends Error {
        private static final long serialVersionUID = 1L;
    }
}
