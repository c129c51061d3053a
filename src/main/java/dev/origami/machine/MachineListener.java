package dev.origami.machine;

import dev.origami.id.InstanceId;

/** Hears of what machines do by themselves. Each event but those of {@link #answers} and {@link #networkIsUp} has a thread of its own. */
public interface MachineListener {
    /** The guest has shut itself down; its machine stands still and waits to be ended. */
    void guestShutDown(InstanceId id);

    /** The guest wants to start anew; its machine, which starts directly, stands still and waits to be ended. */
    void guestRebooted(InstanceId id);

    /** The machine is gone, and nobody here ended it. */
    void crashed(InstanceId id, String reason);

    /** A disk of the guest cannot be read or written; the guest waits. */
    void diskFailed(InstanceId id, String device, String reason);

    /** The machine answers, or does not any more; told at each change, in order. It must not take long. */
    void answers(InstanceId id, boolean answers);

    /** The guest has brought its network card up: it has booted so far. It must not take long. */
    void networkIsUp(InstanceId id);
}
