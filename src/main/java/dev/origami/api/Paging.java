package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.config.SearchLimits;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cuts listings into pages (source section 10.5). A token holds the key of the last item that was given, so an item
 * that is there from the first page to the last is given exactly once, whatever is written in between. It is good only
 * for the same caller, operation and parameters.
 */
public final class Paging {
    private static final String PURPOSE = "page";
    private static final Set<String> MAY_CHANGE = Set.of("NextToken", "MaxResults", "DryRun", "Limit", "Marker");

    private final SealedTokens tokens;
    private final InstantSource clock;
    private final ApiLimits limits;
    private final SearchLimits search = SearchLimits.defaults();

    public Paging(SealedTokens tokens, InstantSource clock, ApiLimits limits) {
        this.tokens = tokens;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * The ids that a describe call names, each once.
     *
     * @param idsName as EC2's text has it, for example {@code imageIdsSet}
     * @param parse refuses what is malformed
     * @throws ApiException {@code InvalidParameterCombination} when there is MaxResults beside them
     */
    public <I> List<I> ids(String idsName, List<String> ids, @Nullable Integer maxResults, Function<String, I> parse) {
        if (!ids.isEmpty() && maxResults != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter " + idsName + " cannot be used with the parameter maxResults");
        }
        if (ids.size() > limits.idsPerCall()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + limits.idsPerCall() + " ids may be named in one call");
        }
        return ids.stream().distinct().map(parse).toList();
    }

    /**
     * Which page a request asks for.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidNextToken}
     */
    public PageWanted wanted(Caller caller, PageRange range, @Nullable Integer maxResults, @Nullable String nextToken) {
        int size = maxResults == null ? PageWanted.ALL : size(range, maxResults);
        return new PageWanted(nextToken == null ? null : opened(caller, nextToken), size, search);
    }

    /** The page, as it was found. */
    public <T> Page<T> page(Caller caller, Slice<T> found) {
        String next = found.next();
        return new Page<>(
                found.items(),
                next == null
                        ? null
                        : tokens.seal(PURPOSE, bearer(caller), clock.instant().plus(limits.pageTokenLife()), next));
    }

    /**
     * One page of what a request lets through.
     *
     * @param items all that the request lets through, in any order
     * @param key unique and never changing; pages are in its order
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidNextToken}
     */
    public <T> Page<T> page(
            Caller caller,
            PageRange range,
            @Nullable Integer maxResults,
            @Nullable String nextToken,
            List<T> items,
            Function<T, String> key) {
        PageWanted wanted = wanted(caller, range, maxResults, nextToken);
        String after = wanted.after() == null ? "" : wanted.after();
        List<T> rest = items.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        if (rest.size() <= wanted.size()) {
            return new Page<>(rest, null);
        }
        List<T> page = rest.subList(0, wanted.size());
        return page(caller, new Slice<>(page, key.apply(page.getLast())));
    }

    private static int size(PageRange range, int maxResults) {
        if (maxResults < range.smallest()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Value ( " + maxResults + " ) for parameter maxResults is invalid. Expecting a value greater than "
                            + range.smallest() + ".");
        }
        if (maxResults > range.largest()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Value ( " + maxResults + " ) for parameter maxResults is invalid. Expecting a value smaller than "
                            + range.largest() + ".");
        }
        return Math.min(maxResults, range.honoured());
    }

    private String opened(Caller caller, String token) {
        return tokens.open(PURPOSE, bearer(caller), token)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_NEXT_TOKEN, "The token '" + token + "' is invalid or has expired"));
    }

    private static String bearer(Caller caller) {
        RequestContext request = RequestContext.current();
        return request.parameters().stream()
                .filter(parameter -> !MAY_CHANGE.contains(parameter.path()))
                .map(parameter -> parameter.name() + '\0' + parameter.value() + '\0')
                .collect(Collectors.joining(
                        "", caller.account() + "\0" + caller.region() + "\0" + request.operation() + "\0", ""));
    }
}
