package dev.origami.database;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.function.Supplier;

/**
 * A request with {@code DryRun=true}: all of its checks run, and its first write is rolled back and answered with
 * {@code DryRunOperation} (source section 0). The rule lives at the one door of all writes, so no operation can
 * forget it.
 */
public final class DryRun {
    private static final ScopedValue<Boolean> BOUND = ScopedValue.newInstance();

    private DryRun() {}

    /** Runs the request as a dry run. Returns normally only when nothing was to be written. */
    public static <T> T run(Supplier<T> request) {
        return ScopedValue.where(BOUND, true).call(request::get);
    }

    public static boolean isBound() {
        return BOUND.isBound();
    }

    public static ApiException wouldHaveSucceeded() {
        return new ApiException(ErrorCode.DRY_RUN_OPERATION, "Request would have succeeded, but DryRun flag is set.");
    }
}
