package dev.origami.database;

import dev.origami.config.SearchLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a listing is wanted.
 *
 * @param after the key of the last item before it, as text; null: the first page
 * @param size how many items it may have; {@link #ALL}: all that there are
 * @param limits how far the search for it goes
 */
public record PageWanted(@Nullable String after, int size, SearchLimits limits) {
    public static final int ALL = Integer.MAX_VALUE;

    /**
     * The key, where keys are numbers.
     *
     * @throws ApiException {@code InvalidNextToken} when it was made where they were not
     */
    public @Nullable Long afterNumber() {
        try {
            return after == null ? null : (Long) Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new ApiException(ErrorCode.INVALID_NEXT_TOKEN, "The token is invalid or has expired");
        }
    }

    /** All that there is. */
    public static PageWanted all() {
        return new PageWanted(null, ALL, SearchLimits.defaults());
    }
}
