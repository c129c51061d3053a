package dev.origami.operation;

import dev.origami.id.InstanceId;

/** What a run must own to start, stop or freeze an instance's machine, or change its disks: one run at a time. */
final class PowerLock {
    private PowerLock() {}

    static String of(InstanceId instance) {
        return "power:" + instance;
    }
}
