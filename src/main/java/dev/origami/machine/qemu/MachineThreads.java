package dev.origami.machine.qemu;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The threads that work for one machine, until the service lets go of it. */
final class MachineThreads {
    private final Set<Thread> running = new HashSet<>();
    private boolean closed;

    /** Starts some work; nothing once this is closed. */
    synchronized void start(String name, Runnable work) {
        if (closed) {
            return;
        }
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } finally {
                ended();
            }
        });
        boolean _ = running.add(thread);
        thread.start();
    }

    private synchronized void ended() {
        boolean _ = running.remove(Thread.currentThread());
    }

    /** Interrupts what runs, and returns when none of it does. Not to be called by any of it. */
    void close() {
        List<Thread> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
        }
        left.forEach(Thread::interrupt);
        try {
            for (Thread thread : left) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
