package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.database.Fields;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.tag.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * The filters that one describe call of a short list knows (long lists have {@link Fields}), each with the texts of an item that it looks at. Values of one filter are
 * alternatives, filters must all match, and what an item does not have never matches (source section 4.5).
 *
 * <p>Declared once, then used by many threads.
 */
public final class Filters<T> {
    private final FilterReader reader;
    private final Map<String, Function<T, List<String>>> declared = new HashMap<>();
    private @Nullable Function<T, List<Tag>> tags;

    public Filters(ApiLimits limits) {
        this.reader = new FilterReader(limits);
    }

    /** A filter on something that an item has once, or not. */
    public Filters<T> text(String name, Function<T, @Nullable String> value) {
        return texts(name, item -> {
            String text = value.apply(item);
            return text == null ? List.of() : List.of(text);
        });
    }

    /** A filter on a condition, in the words {@code true} and {@code false}. */
    public Filters<T> flag(String name, Predicate<T> value) {
        return text(name, item -> Boolean.toString(value.test(item)));
    }

    /** A filter on something that an item may have several times: any of them matches. */
    public Filters<T> texts(String name, Function<T, List<String>> values) {
        if (declared.putIfAbsent(name, values) != null) {
            throw new IllegalArgumentException("filter declared twice: " + name);
        }
        return this;
    }

    /** Filters on what EC2 knows and no item here ever has. */
    public Filters<T> none(String... names) {
        for (String name : names) {
            texts(name, _ -> List.of());
        }
        return this;
    }

    /** Other names of a declared filter, which some clients use. */
    public Filters<T> alias(String name, String... others) {
        Function<T, List<String>> values = declared.get(name);
        if (values == null) {
            throw new IllegalArgumentException("no such filter: " + name);
        }
        for (String other : others) {
            texts(other, values);
        }
        return this;
    }

    /** The filters {@code tag:KEY} and {@code tag-key}. */
    public Filters<T> tags(Function<T, List<Tag>> values) {
        tags = values;
        return texts(
                "tag-key", item -> values.apply(item).stream().map(Tag::key).toList());
    }

    /**
     * What a request's filters let through.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code FilterLimitExceeded}
     */
    public Predicate<T> of(List<Filter> filters) {
        List<Predicate<T>> all = new ArrayList<>();
        for (dev.origami.database.Filter filter : reader.read(filters)) {
            Function<T, List<String>> texts = texts(filter.name());
            all.add(item -> texts.apply(item).stream().anyMatch(filter.match()::matches));
        }
        return item -> all.stream().allMatch(predicate -> predicate.test(item));
    }

    private Function<T, List<String>> texts(String name) {
        Function<T, List<String>> found = declared.get(name);
        if (found != null) {
            return found;
        }
        Function<T, List<Tag>> ofItem = tags;
        if (ofItem != null) {
            Optional<String> key = Fields.tagKey(name);
            if (key.isPresent()) {
                return item -> ofItem.apply(item).stream()
                        .filter(tag -> tag.key().equals(key.get()))
                        .map(Tag::value)
                        .toList();
            }
        }
        throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "The filter '" + name + "' is invalid");
    }
}
