package dev.origami.metadata;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What one instance gets of a service: no more answers than the limits allow. A guest that asks faster waits, and nobody
 * else does; EC2 drops its packets, which comes to the same (source section 11.1).
 */
public final class Pace {
    /** How often {@link #refill} is to be called in a second. */
    public static final int REFILLS_PER_SECOND = 10;

    private final int most;
    private final int refill;
    private final Semaphore left;
    private final ReentrantLock turn = new ReentrantLock(true);

    /**
     * Nothing taken yet.
     *
     * @param most of one that was silent for a while
     * @param perSecond for long
     */
    public Pace(int most, int perSecond) {
        this.most = most;
        this.refill = Math.max(1, perSecond / REFILLS_PER_SECOND);
        this.left = new Semaphore(most);
    }

    /** Returns when it may have one more answer. */
    public void await() throws InterruptedException {
        left.acquire();
    }

    /** One answer at a time, within the limits. */
    GuestAnswer take(Supplier<GuestAnswer> answer) throws InterruptedException {
        await();
        turn.lockInterruptibly();
        try {
            return answer.get();
        } finally {
            turn.unlock();
        }
    }

    /** To be called {@link #REFILLS_PER_SECOND} times a second, by one thread. */
    public void refill() {
        left.release(Math.max(0, Math.min(refill, most - left.availablePermits())));
    }
}
