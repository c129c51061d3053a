package dev.origami.database;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of one kind of row that filters may name. Put together anew for each request: who asks counts. */
public final class Fields {
    private static final String TAG_PREFIX = "tag:";

    private final Map<String, Field> declared = new HashMap<>();
    private @Nullable Function<String, Field> tag;

    public Fields add(String name, Field field) {
        if (declared.putIfAbsent(name, field) != null) {
            throw new IllegalArgumentException("filter declared twice: " + name);
        }
        return this;
    }

    /** What EC2 knows and no row here ever has. */
    public Fields none(String... names) {
        for (String name : names) {
            add(name, Field.constant(null));
        }
        return this;
    }

    /** The filters {@code tag-key}, and {@code tag:KEY}, of which the function makes the field for a key. */
    public Fields tags(Field key, Function<String, Field> value) {
        tag = value;
        return add("tag-key", key);
    }

    /**
     * What all of the filters let through.
     *
     * @throws ApiException {@code InvalidParameterValue} when there is no such filter
     */
    public Condition where(List<Filter> filters) {
        return Condition.all(filters.stream()
                .map(filter -> require(filter.name()).where(filter.match()))
                .toList());
    }

    /** The key of a filter {@code tag:KEY}. */
    public static Optional<String> tagKey(String name) {
        return name.startsWith(TAG_PREFIX) && name.length() > TAG_PREFIX.length()
                ? Optional.of(name.substring(TAG_PREFIX.length()))
                : Optional.empty();
    }

    private Field require(String name) {
        Field field = declared.get(name);
        if (field != null) {
            return field;
        }
        Function<String, Field> ofKey = tag;
        return tagKey(name)
                .filter(_ -> ofKey != null)
                .map(key -> java.util.Objects.requireNonNull(ofKey).apply(key))
                .orElseThrow(() ->
                        new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "The filter '" + name + "' is invalid"));
    }
}
