package dev.origami.database;

import org.jspecify.annotations.Nullable;

/**
 * Rows that an index leads to.
 *
 * @param from the table that is read first, with the index, as SQL's FROM has it
 * @param key what the rows are listed by, unique; of the first table where the source is in its order
 * @param lead the condition that the index answers
 * @param joined the tables that the other conditions need, as a join; empty when the first is enough
 * @param rest the other conditions of this source
 * @param ordered whether the index has its rows in the order of the key
 * @param end the source says nothing of keys beyond this one; null: it says all
 */
public record Source(
        String from,
        Key key,
        Condition lead,
        String joined,
        Condition rest,
        boolean ordered,
        @Nullable Comparable<?> end) {
    /** A source in the order of the key. */
    public static Source ordered(String from, Key key, Condition lead, String joined, Condition rest) {
        return new Source(from, key, lead, joined, rest, true, null);
    }

    /** A source in any order: of use as long as it leads to few rows. */
    public static Source unordered(String from, Key key, Condition lead, String joined, Condition rest) {
        return new Source(from, key, lead, joined, rest, false, null);
    }
}
