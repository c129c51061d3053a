package dev.origami.machine.qemu;

import dev.origami.config.GuestLimits;
import dev.origami.machine.MachineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** Overlays of running guests that hold what is not on disk yet. */
final class DirtyOverlays {
    private DirtyOverlays() {}

    /** Writes to disk what guests wrote, while they go on, so that little is left for when they stand still. */
    static void flush(List<Path> overlays, GuestLimits limits) throws MachineException {
        try {
            for (int round = 0; round < limits.dirtyFlushRounds(); round++) {
                long start = System.nanoTime();
                for (Path overlay : overlays) {
                    try (FileChannel file = FileChannel.open(overlay, StandardOpenOption.READ)) {
                        file.force(false);
                    }
                }
                if (Duration.ofNanos(System.nanoTime() - start).compareTo(limits.dirtyFlushEnough()) <= 0) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new MachineException("an overlay cannot be written to disk: " + e.getMessage(), e);
        }
    }
}
