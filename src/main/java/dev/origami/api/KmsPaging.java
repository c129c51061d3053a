package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.KeyLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Cuts KMS's listings into pages, by its members Limit and Marker. */
final class KmsPaging {
    private final Paging paging;
    private final KeyLimits limits;

    KmsPaging(Paging paging, KeyLimits limits) {
        this.paging = paging;
        this.limits = limits;
    }

    /**
     * One page; see {@link Paging#page}.
     *
     * @throws ApiException {@code ValidationException} for a limit out of range; {@code InvalidMarkerException}
     */
    <T> Page<T> page(
            Caller caller, @Nullable Integer limit, @Nullable String marker, List<T> items, Function<T, String> key) {
        int size = limit == null ? limits.page() : limit;
        if (size < 1 || size > limits.largestPage()) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    "Value '" + size + "' at 'limit' must lie between 1 and " + limits.largestPage());
        }
        return paging.page(caller, PageRange.of(1, limits.largestPage()), size, marker, items, key);
    }
}
