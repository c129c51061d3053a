package dev.origami.tag;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.database.Filter;
import dev.origami.database.Key;
import dev.origami.database.Source;
import java.util.List;
import java.util.Optional;

/** Tags in the filters of what has tags: those that the caller sees (source section 4.5). */
public final class TagFields {
    private TagFields() {}

    /**
     * Adds {@code tag-key} and {@code tag:KEY}.
     *
     * @param id the row's id, as an expression of SQL
     */
    public static void addTo(Fields fields, Caller caller, String id) {
        String form = "EXISTS (SELECT 1 FROM tag t WHERE t.resource_id = " + id + " AND %s)";
        Condition seen = Condition.of("t.account = ?", caller.account().value());
        fields.tags(
                Field.text("t.key").only(seen).within(form),
                key -> Field.text("t.value")
                        .only(seen.and(Condition.of("t.key = ?", key)))
                        .within(form));
    }

    /** Whether a filter is on tags: then it finds only what the caller itself tagged. */
    public static boolean isOfTags(Filter filter) {
        return filter.name().equals("tag-key") || Fields.tagKey(filter.name()).isPresent();
    }

    /**
     * What is tagged so, by an index.
     *
     * @param key what the rows are listed by
     * @param joined the table of the tagged rows, which have {@code t.resource_id} as their id
     * @param rest the other conditions
     */
    public static Optional<Source> source(Filter filter, Caller caller, Key key, String joined, Condition rest) {
        List<String> literals = List.copyOf(filter.match().literals());
        boolean literal = filter.match().patterns().isEmpty();
        Condition lead = Condition.of(
                "t.account = ? AND t.region = ?",
                caller.account().value(),
                caller.region().name());
        if (filter.name().equals("tag-key")) {
            return literal
                    ? Optional.of(source(lead.and(Condition.in("t.key", literals)), key, joined, rest))
                    : Optional.empty();
        }
        return Fields.tagKey(filter.name()).map(tag -> {
            Condition ofKey = lead.and(Condition.of("t.key = ?", tag));
            return source(literal ? ofKey.and(Condition.in("t.value", literals)) : ofKey, key, joined, rest);
        });
    }

    private static Source source(Condition lead, Key key, String joined, Condition rest) {
        return Source.unordered("tag t INDEXED BY tag_by_key", key, lead, joined, rest);
    }
}
