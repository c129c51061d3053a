package dev.origami.operation;

import dev.origami.id.InstanceId;

/** The power of instances, for operations that switch a machine off and on while its instance stays what it is. */
public interface InstancePower {
    /** Whether the instance's record says that its machine should run. */
    boolean isMeantToRun(InstanceId id);

    /** Asks the guest to shut down, and ends its machine when it has, or when its time is over. */
    void shutDown(InstanceId id) throws Exception;

    /** Starts the machine of the instance as its record says; nothing when it runs. */
    void start(InstanceId id) throws Exception;
}
