package dev.origami.block.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Counts what the cache files take, and makes room within their bound. */
final class CacheSpace implements Room {
    private final long maxBytes;
    private final AtomicLong usedBytes;
    private final Duration fullPause;
    private final InstantSource time;
    private final BooleanSupplier dropOldest;
    private volatile Instant closedUntil = Instant.MIN;

    /** @param dropOldest removes one cache that is not in use and corrects the count; false if there is none */
    CacheSpace(long maxBytes, long usedBytes, Duration fullPause, InstantSource time, BooleanSupplier dropOldest) {
        this.maxBytes = maxBytes;
        this.usedBytes = new AtomicLong(usedBytes);
        this.fullPause = fullPause;
        this.time = time;
        this.dropOldest = dropOldest;
    }

    long usedBytes() {
        return usedBytes.get();
    }

    void correct(long bytes) {
        usedBytes.addAndGet(bytes);
    }

    @Override
    public boolean take(long bytes) {
        if (time.instant().isBefore(closedUntil)) {
            return false;
        }
        while (usedBytes.addAndGet(bytes) > maxBytes) {
            usedBytes.addAndGet(-bytes);
            if (!dropOldest.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    @Override
    public void diskFull() {
        // One cache that nobody uses may be enough for the next read.
        if (!dropOldest.getAsBoolean()) {
            closedUntil = time.instant().plus(fullPause);
        }
    }
}
