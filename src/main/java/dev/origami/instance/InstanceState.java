package dev.origami.instance;

import java.util.Locale;

/** Where an instance stands (source section 3.3). */
public enum InstanceState {
    PENDING(0),
    RUNNING(16),
    SHUTTING_DOWN(32),
    TERMINATED(48),
    STOPPING(64),
    STOPPED(80);

    private final int code;

    InstanceState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** EC2's word for it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static InstanceState of(String wire) {
        return valueOf(wire.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** Whether the instance takes, or is about to take, processors and memory of the host. */
    public boolean usesHost() {
        return switch (this) {
            case PENDING, RUNNING, STOPPING, SHUTTING_DOWN -> true;
            case STOPPED, TERMINATED -> false;
        };
    }
}
