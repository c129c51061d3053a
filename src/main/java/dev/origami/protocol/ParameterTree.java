package dev.origami.protocol;

import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters by the words of their names: {@code Filter.1.Name} lies below {@code Filter} and {@code 1}. Its size
 * follows from the parameters that were given, never from the numbers in their names.
 */
final class ParameterTree {
    private final String name;
    private final Map<String, ParameterTree> below = new TreeMap<>();
    private @Nullable String value;

    private ParameterTree(String name) {
        this.name = name;
    }

    /** @throws ApiException {@code MalformedQueryString} for a name with more levels than allowed */
    static ParameterTree of(Map<String, String> fields, WireLimits limits) {
        ParameterTree root = new ParameterTree("");
        fields.forEach((name, value) -> {
            ParameterTree node = root;
            int start = 0;
            for (int level = 0; start >= 0; level++) {
                if (level == limits.depth()) {
                    throw new ApiException(
                            ErrorCode.MALFORMED_QUERY_STRING,
                            "The query string is malformed: the name of a parameter has more than " + limits.depth()
                                    + " levels");
                }
                int dot = name.indexOf('.', start);
                String word = dot < 0 ? name.substring(start) : name.substring(start, dot);
                String full = dot < 0 ? name : name.substring(0, dot);
                node = node.below.computeIfAbsent(word, key -> new ParameterTree(full));
                start = dot < 0 ? -1 : dot + 1;
            }
            node.value = value;
        });
        return root;
    }

    /** The full name as given. */
    String name() {
        return name;
    }

    /** The value of exactly this name; empty when it was given without one or not at all. */
    String value() {
        return value == null ? "" : value;
    }

    boolean isGiven() {
        return value != null;
    }

    @Nullable
    ParameterTree child(String word) {
        return below.get(word);
    }

    boolean hasChildren() {
        return !below.isEmpty();
    }

    Collection<String> words() {
        return below.keySet();
    }
}
