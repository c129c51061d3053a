package dev.origami.machine;

/** What a machine does. */
public enum MachineState {
    RUNNING,
    /** The guest has shut down; the machine stands still. */
    SHUT_DOWN,
    GONE
}
