package dev.origami.block.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * The platform threads of the block store. Compression, hashing and file reads would hold a virtual thread's carrier,
 * so what a virtual thread asks for is done here.
 */
final class BlockThreads implements Closeable {
    private final ExecutorService workers;
    private final ExecutorService readers;
    private final ExecutorService syncers;

    BlockThreads(int workers, int readers, int syncers) {
        this.workers = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().daemon().name("block-work-", 1).factory());
        this.readers = Executors.newFixedThreadPool(
                readers, Thread.ofPlatform().daemon().name("block-read-", 1).factory());
        this.syncers = Executors.newFixedThreadPool(
                syncers, Thread.ofPlatform().daemon().name("block-sync-", 1).factory());
    }

    /** Hands a piece of a store's work to the workers. */
    <T> Future<T> work(Callable<T> piece) {
        return workers.submit(piece);
    }

    /** Waits for a disk to take what was written, beside the work of a store. */
    <T> Future<T> sync(Callable<T> sync) {
        return syncers.submit(sync);
    }

    /** A short read: by the caller, or by a reader if the caller is a virtual thread. */
    <T> T read(Callable<T> read) throws IOException {
        return Thread.currentThread().isVirtual() ? await(readers.submit(read)) : call(read);
    }

    /** Work of seconds or minutes: by the caller, or by a thread of its own if the caller is a virtual thread. */
    <T> T run(String name, Callable<T> work) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            return call(work);
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("block-" + name).start(task);
        return await(task);
    }

    /**
     * Waits until a piece of work runs no more, whatever came of it. (Cancelling would not do: the piece that runs just
     * then would go on, in memory and files that are given to others.)
     */
    static void quiesce(Future<?> work) {
        boolean interrupted = false;
        while (!work.isDone()) {
            try {
                work.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a result; what it failed with is thrown here. */
    static <T> T await(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the block store");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException("Work of the block store failed", cause);
        }
    }

    private static <T> T call(Callable<T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Work of the block store failed", e);
        }
    }

    @Override
    public void close() {
        workers.shutdown();
        readers.shutdown();
        syncers.shutdown();
    }
}
