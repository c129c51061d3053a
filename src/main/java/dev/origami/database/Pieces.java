package dev.origami.database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Rows of any number of keys, of which one statement takes a thousand. */
public final class Pieces {
    private static final int AT_ONCE = 1000;

    private Pieces() {}

    /**
     * The rows of all keys, in the order of the keys' pieces.
     *
     * @param rows reads those of some keys
     */
    public static <K, T> List<T> read(List<K> keys, Function<List<K>, List<T>> rows) {
        List<T> all = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            all.addAll(rows.apply(keys.subList(from, Math.min(keys.size(), from + AT_ONCE))));
        }
        return all;
    }
}
