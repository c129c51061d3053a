package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.database.Filter;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.text.TextMatch;
import java.util.ArrayList;
import java.util.List;

/** The Filter members of a describe call, within their limits (source section 4.5). */
final class FilterReader {
    private final ApiLimits limits;

    FilterReader(ApiLimits limits) {
        this.limits = limits;
    }

    /**
     * What a request's filters ask for; whether there are such is for who has them.
     *
     * @throws ApiException {@code MissingParameter}, {@code InvalidParameterValue}, {@code FilterLimitExceeded}
     */
    List<Filter> read(List<software.amazon.awssdk.services.ec2.model.Filter> filters) {
        if (filters.size() > limits.filters()) {
            throw new ApiException(
                    ErrorCode.FILTER_LIMIT_EXCEEDED, "The maximum number of filters is " + limits.filters());
        }
        List<Filter> read = new ArrayList<>();
        for (software.amazon.awssdk.services.ec2.model.Filter filter : filters) {
            String name = filter.name();
            if (name == null) {
                throw ApiException.missing("Filter.Name");
            }
            requireWithinLimits(name, filter.values());
            read.add(new Filter(name, TextMatch.of(filter.values())));
        }
        return read;
    }

    private void requireWithinLimits(String name, List<String> values) {
        if (values.size() > limits.filterValues()) {
            throw new ApiException(
                    ErrorCode.FILTER_LIMIT_EXCEEDED,
                    "The maximum number of values of the filter '" + name + "' is " + limits.filterValues());
        }
        for (String value : values) {
            if (value.length() > limits.filterValueLength()) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "A value of the filter '" + name + "' is longer than " + limits.filterValueLength());
            }
        }
    }
}
