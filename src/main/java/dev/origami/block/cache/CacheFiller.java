package dev.origami.block.cache;

import dev.origami.block.Progress;
import dev.origami.config.CacheLimits;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Fills cache files in the background, from the beginning of the disk to its end, with a few threads. */
final class CacheFiller implements AutoCloseable {
    private final CacheLimits limits;
    private final ExecutorService threads;
    private final AtomicBoolean closing = new AtomicBoolean();

    CacheFiller(CacheLimits limits) {
        this.limits = limits;
        this.threads = Executors.newFixedThreadPool(
                limits.fillThreads(),
                Thread.ofPlatform().name("cache-fill-", 0).daemon().factory());
    }

    /**
     * Reads a disk into its file, with all threads that are free.
     *
     * @param checkpoint called each time that much was filled that it should be made durable
     * @return when done, whether everything is there; false if there was no room or the service stops
     */
    CompletableFuture<Boolean> fill(CacheFile file, Progress progress, Runnable checkpoint) {
        AtomicLong next = new AtomicLong();
        AtomicBoolean going = new AtomicBoolean(true);
        CompletableFuture<?>[] workers = new CompletableFuture<?>[limits.fillThreads()];
        for (int i = 0; i < workers.length; i++) {
            boolean tells = i == 0;
            workers[i] = CompletableFuture.runAsync(
                    () -> work(file, next, going, tells ? progress : Progress.NONE, checkpoint), threads);
        }
        return CompletableFuture.allOf(workers).thenApply(none -> file.complete());
    }

    private void work(CacheFile file, AtomicLong next, AtomicBoolean going, Progress progress, Runnable checkpoint) {
        try {
            long at = next.getAndAdd(limits.fillWindowBytes());
            while (going.get() && !closing.get() && at < file.sizeBytes()) {
                if (!file.load(at, Math.min(limits.fillWindowBytes(), file.sizeBytes() - at))) {
                    going.set(false);
                    return;
                }
                progress.done(Math.min(at + limits.fillWindowBytes(), file.sizeBytes()), file.sizeBytes());
                if (file.unrecordedBytes() >= limits.checkpointBytes()) {
                    checkpoint.run();
                }
                at = next.getAndAdd(limits.fillWindowBytes());
            }
        } catch (IOException e) {
            going.set(false);
            throw new CompletionException(e);
        }
    }

    /** Ends after the windows that are being filled. */
    @Override
    public void close() {
        closing.set(true);
        threads.close();
    }
}
