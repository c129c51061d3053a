package dev.origami.database;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The id of the request that a thread answers; what it writes may tell of it. */
public final class RequestId {
    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

    private RequestId() {}

    /** Runs the request's work under its id. */
    public static <T> T run(String id, Supplier<T> work) {
        return ScopedValue.where(CURRENT, id).call(work::get);
    }

    /** Null outside of requests. */
    static @Nullable String current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }
}
