package dev.origami.machine.network;

import dev.origami.machine.MachineException;

/** Opens and closes ports of the host for a machine that runs, where the machine's own process holds them. */
public interface HostForwarder {
    /**
     * Runs a line of QEMU's human monitor, and answers what it printed: nothing when it went well.
     *
     * @throws MachineException when QEMU does not answer
     */
    String monitor(String line) throws MachineException, InterruptedException;
}
