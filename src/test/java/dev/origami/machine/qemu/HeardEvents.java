package dev.origami.machine.qemu;

import dev.origami.id.InstanceId;
import dev.origami.machine.MachineListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what it hears, one line for each event. */
final class HeardEvents implements MachineListener {
    /** Whether the machine answers, each time that it is told. */
    final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();

    /** Whose guest has brought its network card up. */
    final BlockingQueue<InstanceId> up = new LinkedBlockingQueue<>();

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** The next event; fails when there is none in half a minute. */
    String next() throws InterruptedException {
        String event = events.poll(30, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event");
        }
        return event;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    @Override
    public void guestShutDown(InstanceId id) {
        events.add("shut down " + id);
    }

    @Override
    public void guestRebooted(InstanceId id) {
        events.add("rebooted " + id);
    }

    @Override
    public void crashed(InstanceId id, String reason) {
        events.add("crashed " + id);
    }

    @Override
    public void diskFailed(InstanceId id, String device, String reason) {
        events.add("disk failed " + id);
    }

    @Override
    public void answers(InstanceId id, boolean machineAnswers) {
        answers.add(machineAnswers);
    }

    @Override
    public void networkIsUp(InstanceId id) {
        up.add(id);
    }
}
