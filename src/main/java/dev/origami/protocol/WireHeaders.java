package dev.origami.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The headers of a request, by name in lower case, each with all its values in the order they came. */
public final class WireHeaders {
    private final Map<String, List<String>> values;

    private WireHeaders(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Copies the headers, whatever the case of their names. */
    public static WireHeaders of(Iterable<Map.Entry<String, String>> headers) {
        Map<String, List<String>> values = new TreeMap<>();
        for (Map.Entry<String, String> header : headers) {
            values.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.getValue());
        }
        return new WireHeaders(values);
    }

    /** The first value. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    /** All names, in lower case. */
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }
}
