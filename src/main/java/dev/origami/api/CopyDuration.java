package dev.origami.api;

import dev.origami.error.ApiException;
import org.jspecify.annotations.Nullable;

/** How long a copy may take (source sections 2.2, 7.1). A copy takes no time here, so every duration is kept to. */
final class CopyDuration {
    private static final int STEP_MINUTES = 15;
    private static final int LONGEST_MINUTES = 2880;

    private CopyDuration() {}

    /**
     * Passes a duration as it may be asked for; null when none is.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    static void require(String parameter, @Nullable Number minutes) {
        if (minutes == null) {
            return;
        }
        long value = minutes.longValue();
        if (value <= 0 || value > LONGEST_MINUTES || value % STEP_MINUTES != 0) {
            throw ApiException.invalidValue(
                    parameter,
                    minutes.toString(),
                    "Expecting a multiple of " + STEP_MINUTES + ", at most " + LONGEST_MINUTES + ".");
        }
    }
}
