package dev.origami.database;

import dev.origami.config.SearchLimits;
import dev.origami.text.TextMatch;
import dev.origami.text.Wildcard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Finds texts by the groups of three letters that they have, in a table of SQLite's FTS5 that keeps for each group the
 * numbers of the rows, in order. It leads to too many rows, never to too few: the rows are to be compared with the
 * pattern.
 */
public final class Trigrams {
    private static final int LETTERS = 3;

    /** More values in a filter, or more groups in a value, are not looked at. */
    private static final int VALUES = 8;

    private static final int GROUPS = 40;

    /** So many groups of a value are intersected, and none that is so many times as frequent as the rarest. */
    private static final int TOGETHER = 3;

    private static final int TIMES = 8;

    /** The index is asked for as many rows as are looked at for a page of so many. */
    private static final int PAGE = 1000;

    private final Handle sql;
    private final String table;
    private final SearchLimits limits;

    /** A group and where it next stands so many rows on; null: nowhere. */
    private record Group(String letters, @Nullable Long reach) {}

    /** What is asked of the index, and up to where; null: to the end. */
    private record Asked(String match, @Nullable Long end) {}

    public Trigrams(Handle sql, String table, SearchLimits limits) {
        this.sql = sql;
        this.table = table;
        this.limits = limits;
    }

    /**
     * The rows that may match, in the order of their numbers; empty where the index cannot tell.
     *
     * @param after where the page begins
     */
    public Optional<Source> source(TextMatch match, @Nullable Long after, String joined, Condition rest) {
        List<List<String>> values = Stream.concat(
                        match.literals().stream().map(List::of),
                        match.patterns().stream().map(Wildcard::runs))
                .toList();
        if (values.isEmpty() || values.size() > VALUES) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        Long end = null;
        for (List<String> runs : values) {
            Set<String> groups = groups(runs);
            if (groups.isEmpty()) {
                return Optional.empty();
            }
            Asked asked = rarest(groups, after);
            words.add(asked.match());
            Long its = asked.end();
            end = its == null || (end != null && end < its) ? end : its;
        }
        String both = String.join(" OR ", words);
        Condition lead = Condition.of(table + " MATCH ?", both);
        if (end != null) {
            lead = lead.and(Condition.of("found.rowid <= ?", end));
        }
        return Optional.of(new Source(table + " found", Key.of("found.rowid"), lead, joined, rest, true, end));
    }

    private static Set<String> groups(List<String> runs) {
        Set<String> groups = new LinkedHashSet<>();
        for (String run : runs) {
            int[] letters = run.codePoints().toArray();
            for (int i = 0; i + LETTERS <= letters.length && groups.size() < GROUPS; i++) {
                groups.add(new String(letters, i, LETTERS));
            }
        }
        return groups;
    }

    /** To intersect long lists takes time for each of their rows, so it is done for short ones, up to a bound. */
    private Asked rarest(Set<String> letters, @Nullable Long after) {
        long from = after == null ? 0 : after;
        List<Group> groups = letters.stream()
                .map(each -> new Group(each, step(each, from, limits.steps())))
                .sorted(Comparator.comparing(Group::reach, Comparator.nullsLast(Comparator.naturalOrder()))
                        .reversed())
                .toList();
        Group first = groups.getFirst();
        Long reach = first.reach();
        if (reach == null) {
            return new Asked(quoted(first.letters()), null);
        }
        String together = groups.stream()
                .limit(TOGETHER)
                .filter(group -> group.reach() != null && (group.reach() - from) * TIMES >= reach - from)
                .map(group -> quoted(group.letters()))
                .collect(Collectors.joining(" AND ", "(", ")"));
        return new Asked(together, step(first.letters(), from, limits.examined(PAGE)));
    }

    private @Nullable Long step(String letters, long after, int steps) {
        return Condition.of(table + " MATCH ? AND rowid > ?", quoted(letters), after)
                .query(sql, "SELECT rowid FROM " + table + " WHERE %s ORDER BY rowid LIMIT 1 OFFSET " + (steps - 1))
                .mapTo(Long.class)
                .findOne()
                .orElse(null);
    }

    private static String quoted(String letters) {
        return '"' + letters.replace("\"", "\"\"") + '"';
    }
}
