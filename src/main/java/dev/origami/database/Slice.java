package dev.origami.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a listing, in the listing's order.
 *
 * @param next the key after which the listing goes on; null at its end. A piece that is short, or empty, may have one.
 */
public record Slice<T>(List<T> items, @Nullable String next) {
    public Slice {
        items = List.copyOf(items);
    }
}
