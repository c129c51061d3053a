package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Slice;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first look at something that is changing wait for what it becomes, for a bounded time. Clients look once as
 * soon as they have asked for a change, and when it has not come yet they sleep for 15 seconds: so an answer that is a
 * second younger saves them nearly all of that. Every later look at the same change is answered at once.
 */
final class Settling {
    private final Database database;
    private final Duration patience;
    private final Semaphore places;
    private final Map<String, Boolean> looked;

    Settling(Database database, ApiLimits limits) {
        this.database = database;
        this.patience = limits.settlePatience();
        this.places = new Semaphore(limits.settleAtOnce());
        this.looked = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > limits.settleRemembered();
            }
        };
    }

    /**
     * Reads, and reads again while it waits.
     *
     * @param ids what the caller named; who named nothing looks around, and is answered at once
     * @param read what is to be answered
     * @param change of one item: a name of the change that it is in the midst of; null when there is none
     */
    <T> Slice<T> look(Collection<?> ids, Function<Handle, Slice<T>> read, Function<T, @Nullable String> change) {
        long seen = database.commits();
        Slice<T> found = database.read(read);
        if (ids.isEmpty() || patience.isZero()) {
            return found;
        }
        Set<String> awaited =
                changes(found.items(), change).stream().filter(this::isFirst).collect(Collectors.toSet());
        if (awaited.isEmpty() || !places.tryAcquire()) {
            return found;
        }
        try {
            long end = System.nanoTime() + patience.toNanos();
            while (!awaited.isEmpty() && awaitCommit(seen, Duration.ofNanos(end - System.nanoTime()))) {
                seen = database.commits();
                found = database.read(read);
                awaited.retainAll(changes(found.items(), change));
            }
            return found;
        } finally {
            places.release();
        }
    }

    private static <T> Set<String> changes(List<T> items, Function<T, @Nullable String> change) {
        return items.stream().map(change).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private boolean isFirst(String change) {
        synchronized (looked) {
            return looked.put(change, true) == null;
        }
    }

    private boolean awaitCommit(long seen, Duration left) {
        return Waiting.on(() -> database.awaitCommit(seen, left));
    }
}
