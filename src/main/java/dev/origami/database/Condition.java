package dev.origami.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A condition of SQL with what is bound in it.
 *
 * @param sql with a question mark for each value
 */
public record Condition(String sql, List<Object> values) {
    public static final Condition ALWAYS = of("1 = 1");
    public static final Condition NEVER = of("1 = 0");

    public Condition {
        values = List.copyOf(values);
    }

    public static Condition of(String sql, Object... values) {
        return new Condition(sql, List.of(values));
    }

    public static Condition of(boolean always) {
        return always ? ALWAYS : NEVER;
    }

    /** That an expression has one of these values. */
    public static Condition in(String expression, List<?> values) {
        if (values.isEmpty()) {
            return NEVER;
        }
        if (values.size() == 1) {
            return of(expression + " = ?", values.getFirst());
        }
        String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
        return new Condition(expression + " IN (" + marks + ")", List.copyOf(values));
    }

    public static Condition all(List<Condition> conditions) {
        return conditions.stream().reduce(ALWAYS, Condition::and);
    }

    public static Condition any(List<Condition> conditions) {
        return conditions.stream().reduce(NEVER, Condition::or);
    }

    public Condition and(Condition other) {
        return joined(other, " AND ", ALWAYS, NEVER);
    }

    public Condition or(Condition other) {
        return joined(other, " OR ", NEVER, ALWAYS);
    }

    /** The opposite, of a condition that is never null. */
    public Condition not() {
        return within("NOT (%s)");
    }

    /** Puts the condition into SQL, where {@code %s} stands for it. */
    public Condition within(String form) {
        return new Condition(form.formatted(sql), values);
    }

    private Condition joined(Condition other, String word, Condition neutral, Condition decisive) {
        if (equals(neutral) || other.equals(decisive)) {
            return other;
        }
        if (other.equals(neutral) || equals(decisive)) {
            return this;
        }
        List<Object> both = new ArrayList<>(values);
        both.addAll(other.values);
        return new Condition("(" + sql + word + other.sql + ")", both);
    }

    /**
     * Asks the database.
     *
     * @param form the statement, with {@code %s} where the condition stands, and nothing else to bind
     */
    public Query query(Handle sql, String form) {
        Query query = sql.createQuery(form.formatted(this.sql));
        for (int position = 0; position < values.size(); position++) {
            query.bind(position, values.get(position));
        }
        return query;
    }
}
