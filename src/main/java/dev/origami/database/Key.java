package dev.origami.database;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What rows are listed by: one column, which is a number or a text, or several, which are texts without a space in them
 * (but for the last) and stand in a token with spaces between.
 */
public record Key(List<String> columns) {
    private static final String SPACE = " ";

    public Key {
        columns = List.copyOf(columns);
    }

    public static Key of(String... columns) {
        return new Key(List.of(columns));
    }

    /** The key as one expression. */
    String expression() {
        return String.join(" || ' ' || ", columns);
    }

    /** The columns to sort by. */
    String order() {
        return String.join(", ", columns);
    }

    Condition beyond(Comparable<?> key) {
        return compared(" > ", key);
    }

    Condition upTo(Comparable<?> key) {
        return compared(" <= ", key);
    }

    private Condition compared(String how, Comparable<?> key) {
        if (columns.size() == 1) {
            return Condition.of(columns.getFirst() + how + "?", key);
        }
        String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
        List<String> parts = Arrays.asList(key.toString().split(SPACE, columns.size()));
        return new Condition("(" + order() + ")" + how + "(" + marks + ")", List.copyOf(parts));
    }
}
