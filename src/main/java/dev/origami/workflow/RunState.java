package dev.origami.workflow;

/** Where a run stands. One that ended well has no row any more. */
public enum RunState {
    /** Being done, being undone, or waiting for its lock. */
    RUNNING,
    /** Failed, and everything was taken back. */
    UNDONE,
    /** Failed, and so did taking it back: somebody has to look. */
    STUCK
}
