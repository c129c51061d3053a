package dev.origami.database;

import dev.origami.text.TextMatch;
import dev.origami.text.Wildcard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something of a row that a filter looks at: makes of the filter's values a condition on the row. */
@FunctionalInterface
public interface Field {
    /** What matches; a row that does not have the thing never does. */
    Condition where(TextMatch match);

    /** What is the same for every row; null: what none has. */
    static Field constant(@Nullable String text) {
        return match -> Condition.of(text != null && match.matches(text));
    }

    /** A column, or another expression, that is a text or null. */
    static Field text(String expression) {
        return match -> {
            List<Condition> any = new ArrayList<>();
            any.add(Condition.in(expression, List.copyOf(match.literals())));
            for (Wildcard pattern : match.patterns()) {
                any.add(like(expression, pattern));
            }
            return Condition.any(any);
        };
    }

    private static Condition like(String expression, Wildcard pattern) {
        if (pattern.isAnything()) {
            return Condition.of(expression + " IS NOT NULL");
        }
        Condition glob = Condition.of(expression + " GLOB ?", pattern.glob());
        return pattern.hasOptional()
                ? glob.and(Condition.of(SqlFunctions.MATCHES_WILDCARD + "(?, " + expression + ")", pattern.source()))
                : glob;
    }

    /** An expression that is 0, 1 or null, in the words {@code false} and {@code true}. */
    static Field flag(String expression) {
        return word(expression, "true", "false");
    }

    /** An expression that is 1, 0 or null, in these words. */
    static Field word(String expression, String ofOne, String ofZero) {
        return match -> {
            List<Integer> wanted = new ArrayList<>();
            if (match.matches(ofZero)) {
                wanted.add(0);
            }
            if (match.matches(ofOne)) {
                wanted.add(1);
            }
            return Condition.in(expression, wanted);
        };
    }

    /** An expression that is a whole number or null. */
    static Field number(String expression) {
        return text("CAST(" + expression + " AS TEXT)");
    }

    /** A time in milliseconds since 1970, as EC2 writes it: {@code 2026-01-31T09:14:22.000Z}. */
    static Field time(String milliseconds) {
        return text("(strftime('%%Y-%%m-%%dT%%H:%%M:%%S', %1$s / 1000, 'unixepoch') || printf('.%%03dZ', %1$s %% 1000))"
                .formatted(milliseconds));
    }

    /** This field, of rows of the condition only. */
    default Field only(Condition condition) {
        return match -> condition.and(where(match));
    }

    /** Whichever of the two a row has. */
    default Field or(Field other) {
        return match -> where(match).or(other.where(match));
    }

    /**
     * This field, of rows that belong to the row: any of them matches.
     *
     * @param form the condition on the row, with {@code %s} for the condition on what belongs to it
     */
    default Field within(String form) {
        return match -> {
            Condition inner = where(match);
            return inner.equals(Condition.NEVER) ? inner : inner.within(form);
        };
    }
}
