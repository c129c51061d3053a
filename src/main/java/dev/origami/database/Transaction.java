package dev.origami.database;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** One open transaction: SQL through {@link #sql()}, and what is to happen once it is durable. */
public final class Transaction {
    private final Handle handle;
    private final @Nullable String requestId;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(Handle handle, @Nullable String requestId) {
        this.handle = handle;
        this.requestId = requestId;
    }

    public Handle sql() {
        return handle;
    }

    /** The id of the request whose work this is; null when it is no request's. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** Runs the action after the commit, on the caller's thread; not at all when the transaction is rolled back. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }
}
