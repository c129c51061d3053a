package dev.origami.operation;

import dev.origami.id.InstanceId;

/**
 * The lock of an instance's power. Every run that starts, stops, resets or ends a machine takes it, so one such run
 * goes after the other.
 */
public final class PowerLock {
    private PowerLock() {}

    public static String of(InstanceId id) {
        return "power:" + id;
    }
}
