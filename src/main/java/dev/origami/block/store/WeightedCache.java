package dev.origami.block.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Keeps what was used last, up to a total weight. Safe for many threads. */
final class WeightedCache<K, V> {
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final ToLongFunction<V> weightOf;
    private final long maxWeight;
    private long weight;

    WeightedCache(long maxWeight, ToLongFunction<V> weightOf) {
        this.maxWeight = maxWeight;
        this.weightOf = weightOf;
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        V before = entries.put(key, value);
        weight += weightOf.applyAsLong(value) - (before == null ? 0 : weightOf.applyAsLong(before));
        var eldest = entries.entrySet().iterator();
        while (weight > maxWeight && entries.size() > 1) {
            weight -= weightOf.applyAsLong(eldest.next().getValue());
            eldest.remove();
        }
    }
}
