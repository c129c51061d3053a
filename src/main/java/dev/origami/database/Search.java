package dev.origami.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one page of a listing, by indexes (decision 0009). Of several ways to the same rows it takes the one that
 * gets farthest with few steps from where the page begins, and it looks at a number of rows that is bounded by the size
 * of the page: where few of them match, a page is short, and the listing goes on after it.
 *
 * @param <K> the type of the keys
 */
public final class Search<K extends Comparable<K>> {
    private static final int PAGE_OF_ALL = 1000;

    /** So many rows for each item of the page are looked at first. */
    private static final int NEAR = 4;

    private final Handle sql;
    private final Class<K> type;
    private final Condition filters;
    private final Function<@Nullable K, List<Plan>> plans;
    private final PageWanted wanted;

    /** One way to all the rows that are sought: the rows of its sources, each once. */
    public record Plan(List<Source> sources) {
        public Plan {
            sources = List.copyOf(sources);
        }

        public Plan(Source source) {
            this(List.of(source));
        }
    }

    /** How far a way gets: to a key, or, without one, to the end. */
    private record Reach<K>(Plan plan, @Nullable K key) {}

    /** Keys and the last one up to which they are all; null: to the end. */
    private record Part<K>(List<K> keys, @Nullable K upTo) {}

    /**
     * A search.
     *
     * @param type of the keys
     * @param filters what all rows must meet
     * @param plans the ways there are from a key on, at least one; those that are tried first lead to fewer rows
     */
    public Search(
            Handle sql, Class<K> type, Condition filters, Function<@Nullable K, List<Plan>> plans, PageWanted wanted) {
        this.sql = sql;
        this.type = type;
        this.filters = filters;
        this.plans = plans;
        this.wanted = wanted;
    }

    /**
     * Finds the page.
     *
     * @param after its beginning, {@link PageWanted#after} as a key
     */
    public Slice<K> find(@Nullable K after) {
        if (filters.equals(Condition.NEVER)) {
            return new Slice<>(List.of(), null);
        }
        boolean all = wanted.size() == PageWanted.ALL;
        List<K> found = new ArrayList<>();
        K from = after;
        while (true) {
            Part<K> part = part(from, all ? PAGE_OF_ALL : wanted.size());
            found.addAll(part.keys());
            from = part.upTo();
            if (from == null || !all) {
                return new Slice<>(found, from == null ? null : from.toString());
            }
        }
    }

    private Part<K> part(@Nullable K after, int size) {
        TreeSet<K> keys = new TreeSet<>();
        K upTo = null;
        for (Source source : choose(after).sources()) {
            Part<K> part = source.ordered() ? ordered(source, after, size) : sorted(source, after, size);
            keys.addAll(part.keys());
            upTo = nearer(upTo, part.upTo());
        }
        // What a source has beyond the end of another is not the next yet.
        List<K> page = new ArrayList<>(upTo == null ? keys : keys.headSet(upTo, true));
        if (page.size() > size) {
            page = page.subList(0, size);
            upTo = page.getLast();
        }
        return new Part<>(page, upTo);
    }

    private Plan choose(@Nullable K after) {
        List<Plan> ways = plans.apply(after);
        if (ways.size() == 1) {
            return ways.getFirst();
        }
        Reach<K> best = null;
        for (Plan way : ways) {
            Optional<Reach<K>> reach = reach(way, after);
            if (reach.isEmpty()) {
                continue;
            }
            K key = reach.get().key();
            if (key == null) {
                return way;
            }
            if (best == null || key.compareTo(java.util.Objects.requireNonNull(best.key())) > 0) {
                best = reach.get();
            }
        }
        return best == null ? ways.getLast() : best.plan();
    }

    /** Empty for a way that may not be taken. */
    private Optional<Reach<K>> reach(Plan way, @Nullable K after) {
        K nearest = null;
        for (Source source : way.sources()) {
            if (source.ordered()) {
                nearest = nearer(
                        nearest,
                        nearer(end(source), step(source, after, wanted.limits().steps())));
            } else if (count(source) > wanted.limits().few()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Reach<>(way, nearest));
    }

    private int count(Source source) {
        return source.lead()
                .query(
                        sql,
                        "SELECT count(*) FROM (SELECT 1 FROM " + source.from() + " WHERE %s LIMIT "
                                + (wanted.limits().few() + 1) + ")")
                .mapTo(Integer.class)
                .one();
    }

    /** The key so many rows on; null when there are fewer. */
    private @Nullable K step(Source source, @Nullable K after, int steps) {
        return beyond(source.lead(), source, after)
                .query(
                        sql,
                        "SELECT " + source.key().expression() + " FROM " + source.from() + " WHERE %s ORDER BY "
                                + source.key().order() + " LIMIT 1 OFFSET " + (steps - 1))
                .mapTo(type)
                .findOne()
                .orElse(null);
    }

    /** Passing over all that may be looked at is most of the work: where much matches, a piece of it is enough. */
    private Part<K> ordered(Source source, @Nullable K after, int size) {
        int most = wanted.limits().examined(size);
        int few = Math.min(most, NEAR * size);
        Part<K> near = among(few, source, after, size);
        return few == most || near.upTo() == null || near.keys().size() > size
                ? near
                : among(most, source, after, size);
    }

    private Part<K> among(int rows, Source source, @Nullable K after, int size) {
        K last = nearer(end(source), step(source, after, rows));
        Condition where = beyond(source.lead(), source, after);
        if (last != null) {
            where = where.and(source.key().upTo(last));
        }
        List<K> keys = keys(source, where, "SELECT", size);
        return new Part<>(keys, keys.size() > size ? keys.getLast() : last);
    }

    private Part<K> sorted(Source source, @Nullable K after, int size) {
        List<K> keys = keys(source, beyond(source.lead(), source, after), "SELECT DISTINCT", size);
        return new Part<>(keys, keys.size() > size ? keys.getLast() : null);
    }

    /** One more than the page may have, to tell whether it is the last. */
    private List<K> keys(Source source, Condition where, String select, int size) {
        // Whether it is seen is asked last: that may need another table.
        return where.and(filters)
                .and(source.rest())
                .query(
                        sql,
                        select + " " + source.key().expression() + " FROM " + source.from() + " " + source.joined()
                                + " WHERE %s ORDER BY " + source.key().order() + " LIMIT " + (size + 1))
                .mapTo(type)
                .list();
    }

    private Condition beyond(Condition lead, Source source, @Nullable K after) {
        return after == null ? lead : lead.and(source.key().beyond(after));
    }

    private @Nullable K end(Source source) {
        return source.end() == null ? null : type.cast(source.end());
    }

    /** The lesser; null stands for the end. */
    private @Nullable K nearer(@Nullable K one, @Nullable K other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }
}
