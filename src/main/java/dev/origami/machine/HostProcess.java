package dev.origami.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process that outlives the service. Its number alone may have gone to another process since; with the moment of its
 * start it is told apart.
 *
 * @param startTicks since the host's start, as the kernel counts
 */
public record HostProcess(long pid, long startTicks) {
    /** Where the start stands in {@code /proc/PID/stat}, counted after the name, which may hold anything. */
    private static final int START_FIELD = 19;

    private static final long LONGEST_PAUSE_MILLIS = 50;

    /** The process of that number as it is now; empty when there is none. */
    public static Optional<HostProcess> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            boolean dead = fields.getFirst().equals("Z") || fields.getFirst().equals("X");
            return dead ? Optional.empty() : Optional.of(new HostProcess(pid, Long.parseLong(fields.get(START_FIELD))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** Ends it at once; returns when it is gone. */
    public void kill(Duration patience) throws MachineException, InterruptedException {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            if (!awaitEnd(patience)) {
                throw new MachineException("process " + pid + " does not end");
            }
        }
    }

    /** Waits until it is gone; false when it is not in that time. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        // It may be the child of another process that never asks for its exit, which only its record in the kernel
        // tells: no event says so to others.
        long deadline = System.nanoTime() + patience.toNanos();
        for (long pause = 1; isAlive(); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(pause);
        }
        return true;
    }
}
