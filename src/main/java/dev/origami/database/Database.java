package dev.origami.database;

import dev.origami.config.DatabaseLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The one SQL database, embedded. What {@link #write} returned from is on disk (WAL, synchronous=FULL).
 *
 * <p>There is one writer, so writes never wait for a lock that another transaction holds, and a few readers, each of
 * which sees one moment. SQLite calls are native and would pin the carrier of a virtual thread, so they run on platform
 * threads of this class.
 */
public final class Database implements AutoCloseable {
    private final Jdbi writable;
    private final Jdbi readable;
    private final ExecutorService writer;
    private final ExecutorService readers;
    private final Queue<Handle> openHandles = new ConcurrentLinkedQueue<>();
    private final Handle writeHandle;
    private final ReentrantLock commitLock = new ReentrantLock();
    private final Condition committed = commitLock.newCondition();
    private long commits;

    private Database(Path file, DatabaseLimits limits) {
        String url = "jdbc:sqlite:" + file.toAbsolutePath();
        writable = Jdbi.create(url, properties(limits, "IMMEDIATE"));
        readable = Jdbi.create(url, properties(limits, "DEFERRED"));
        writer = Executors.newSingleThreadExecutor(named("database-writer"));
        readers = Executors.newFixedThreadPool(limits.readers(), named("database-reader"));
        writeHandle = await(writer.submit(() -> {
            Handle handle = writable.open();
            openHandles.add(handle);
            SqlFunctions.addTo(handle.getConnection());
            return handle;
        }));
    }

    /** Loads SQLite and what goes with it, so that the first {@link #open} takes less. */
    public static void loadAhead() {
        try (Handle handle = Jdbi.create("jdbc:sqlite::memory:").open()) {
            int _ = handle.execute("SELECT 1");
        }
    }

    /** Opens the database, made when it is not there, and brings its schema up to date. */
    public static Database open(Path file, DatabaseLimits limits) {
        Database database = new Database(file, limits);
        try {
            Migrations.apply(database);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Runs the work in the one write transaction. Whatever it throws rolls everything back and comes out unchanged.
     * Under {@link DryRun} everything is rolled back.
     */
    public <T> T write(Function<Transaction, T> work) {
        requireOutside();
        boolean dryRun = DryRun.isBound();
        Transaction transaction = new Transaction(writeHandle, RequestId.current());
        T result = await(writer.submit(() -> {
            writeHandle.begin();
            try {
                T value = work.apply(transaction);
                if (dryRun) {
                    throw DryRun.wouldHaveSucceeded();
                }
                writeHandle.commit();
                return value;
            } catch (Throwable e) {
                rollback(e);
                throw e;
            }
        }));
        countCommit();
        transaction.afterCommit().forEach(Runnable::run);
        return result;
    }

    /** As {@link #write}, for work without a result. */
    public void writing(Consumer<Transaction> work) {
        boolean _ = write(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /** Runs the work on one consistent view of what is committed. */
    public <T> T read(Function<Handle, T> work) {
        requireOutside();
        return await(readers.submit(() -> {
            Handle handle = readHandle();
            handle.begin();
            try {
                return work.apply(handle);
            } finally {
                handle.rollback();
            }
        }));
    }

    private void countCommit() {
        commitLock.lock();
        try {
            commits++;
            committed.signalAll();
        } finally {
            commitLock.unlock();
        }
    }

    /** How many transactions were committed so far: what {@link #awaitCommit} waits for more than. */
    public long commits() {
        commitLock.lock();
        try {
            return commits;
        } finally {
            commitLock.unlock();
        }
    }

    /** Waits until more transactions were committed than so many, or patience has run out; whether there were. */
    public boolean awaitCommit(long seen, Duration patience) throws InterruptedException {
        commitLock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (commits <= seen && left > 0) {
                left = committed.awaitNanos(left);
            }
            return commits > seen;
        } finally {
            commitLock.unlock();
        }
    }

    @Override
    public void close() {
        readers.shutdown();
        writer.shutdown();
        try {
            // Bounded by the length of the transactions that were under way.
            boolean ended =
                    readers.awaitTermination(1, TimeUnit.MINUTES) && writer.awaitTermination(1, TimeUnit.MINUTES);
            if (!ended) {
                throw new IllegalStateException("a database transaction does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        openHandles.forEach(Handle::close);
    }

    private void rollback(Throwable cause) {
        try {
            writeHandle.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Handle readHandle() {
        DatabaseThread thread = (DatabaseThread) Thread.currentThread();
        Handle handle = thread.readHandle;
        if (handle == null) {
            handle = readable.open();
            SqlFunctions.addTo(handle.getConnection());
            handle.execute("PRAGMA query_only = ON");
            openHandles.add(handle);
            thread.readHandle = handle;
        }
        return handle;
    }

    /** A transaction inside of a transaction would wait for itself (write), or see another moment (read). */
    private static void requireOutside() {
        if (Thread.currentThread() instanceof DatabaseThread) {
            throw new IllegalStateException("a transaction was asked for inside of a transaction");
        }
    }

    private static Properties properties(DatabaseLimits limits, String transactionMode) {
        Properties properties = new Properties();
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("foreign_keys", "true");
        // Negative: in KiB.
        properties.setProperty("cache_size", Integer.toString(-limits.cacheKib()));
        properties.setProperty(
                "busy_timeout", Long.toString(limits.busyTimeout().toMillis()));
        properties.setProperty("transaction_mode", transactionMode);
        return properties;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> new DatabaseThread(task, name + "-" + count.incrementAndGet());
    }

    /** A thread that transactions run on; one of the readers keeps its connection here. */
    private static final class DatabaseThread extends Thread {
        private @Nullable Handle readHandle;

        DatabaseThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }

    /** Waits even when interrupted: the work goes on regardless, and its outcome must not be lost. */
    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
