package dev.origami.machine.qemu;

import dev.origami.id.InstanceId;
import dev.origami.machine.MachineListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Before anybody listens. */
final class Unheard implements MachineListener {
    private static final Logger log = LoggerFactory.getLogger(Unheard.class);

    @Override
    public void guestShutDown(InstanceId id) {
        log.warn("{} shut down, and nobody listens", id);
    }

    @Override
    public void guestRebooted(InstanceId id) {
        log.warn("{} rebooted, and nobody listens", id);
    }

    @Override
    public void crashed(InstanceId id, String reason) {
        log.warn("{} crashed, and nobody listens: {}", id, reason);
    }

    @Override
    public void diskFailed(InstanceId id, String device, String reason) {
        log.warn("{} waits for {}, and nobody listens: {}", id, device, reason);
    }

    @Override
    public void answers(InstanceId id, boolean answers) {
        log.debug("{} {}", id, answers ? "answers" : "does not answer");
    }

    @Override
    public void networkIsUp(InstanceId id) {
        log.debug("the network card of {} is up", id);
    }
}
