package dev.origami.config;

import java.time.Duration;

/**
 * Limits of the embedded database.
 *
 * @param readers how many transactions may read at once
 * @param cacheKib what each connection keeps of the file in memory
 * @param busyTimeout how long a connection waits for another process that holds the file
 */
public record DatabaseLimits(int readers, int cacheKib, Duration busyTimeout) {
    public static DatabaseLimits defaults() {
        return new DatabaseLimits(4, 16 << 10, Duration.ofSeconds(10));
    }
}
