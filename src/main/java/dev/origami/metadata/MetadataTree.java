package dev.origami.metadata;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What an instance is told, by path: only the leaves are kept, and a listing is made of what lies below a path. So
 * every name that is listed can be fetched (source section 11.3).
 */
final class MetadataTree {
    private static final String PUBLIC_KEYS = "meta-data/public-keys/";

    private final SortedMap<String, Supplier<String>> leaves = new TreeMap<>();
    private final Map<String, String> keyNames = new TreeMap<>();

    /** Adds a leaf, for example {@code meta-data/ami-id}. */
    MetadataTree put(String path, String value) {
        return put(path, () -> value);
    }

    /** Adds a leaf that is made when it is asked for. */
    MetadataTree put(String path, Supplier<String> value) {
        leaves.put(path, value);
        return this;
    }

    /** Adds the public key that users log in with; its name shows in the listing. */
    MetadataTree publicKey(int index, String name, String line) {
        keyNames.put(Integer.toString(index), name);
        return put(PUBLIC_KEYS + index + "/openssh-key", line);
    }

    /** The leaf, or the listing, at a path below a version; empty when there is nothing. */
    Optional<String> find(String path) {
        Supplier<String> leaf = leaves.get(path);
        if (leaf != null) {
            return Optional.of(leaf.get());
        }
        String directory = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        return list(directory);
    }

    private Optional<String> list(String directory) {
        Set<String> names = new LinkedHashSet<>();
        for (String path : leaves.tailMap(directory).keySet()) {
            if (!path.startsWith(directory)) {
                break;
            }
            String rest = path.substring(directory.length());
            int slash = rest.indexOf('/');
            names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
        }
        if (names.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(directory.equals(PUBLIC_KEYS) ? listKeys() : String.join("\n", names));
    }

    /** Keys are listed as {@code 0=name}, and fetched below {@code 0/}. */
    private String listKeys() {
        return String.join(
                "\n",
                keyNames.entrySet().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .toList());
    }
}
