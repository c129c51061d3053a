package dev.origami.metadata;

import dev.origami.config.MetadataLimits;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What one instance gets of the service: one answer at a time, and no more of them than the limits allow. A guest that
 * asks faster waits, and nobody else does; EC2 drops its packets, which comes to the same (source section 11.1).
 */
final class Pace {
    static final int REFILLS_PER_SECOND = 10;

    private final int most;
    private final int refill;
    private final Semaphore left;
    private final ReentrantLock turn = new ReentrantLock(true);

    Pace(MetadataLimits limits) {
        this.most = limits.requestsAtOnce();
        this.refill = Math.max(1, limits.requestsPerSecond() / REFILLS_PER_SECOND);
        this.left = new Semaphore(most);
    }

    GuestAnswer take(Supplier<GuestAnswer> answer) throws InterruptedException {
        left.acquire();
        turn.lockInterruptibly();
        try {
            return answer.get();
        } finally {
            turn.unlock();
        }
    }

    /** To be called {@link #REFILLS_PER_SECOND} times a second, by one thread. */
    void refill() {
        left.release(Math.max(0, Math.min(refill, most - left.availablePermits())));
    }
}
