package dev.origami.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MachineThreadsTest {
    @Test
    void closingEndsWhatWaitsAndNothingStartsAfter() throws Exception {
        MachineThreads threads = new MachineThreads();
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        threads.start("waits", () -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.incrementAndGet();
            }
        });
        started.await();
        threads.close();
        assertThat(ended).hasValue(1);
        threads.start("late", ended::incrementAndGet);
        threads.close();
        assertThat(ended).hasValue(1);
    }
}
