package dev.origami.tag;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Field;
import dev.origami.database.Fields;
import dev.origami.database.Filter;
import dev.origami.database.Key;
import dev.origami.database.PageWanted;
import dev.origami.database.Search;
import dev.origami.database.Search.Plan;
import dev.origami.database.Slice;
import dev.origami.database.Source;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The SQL of DescribeTags: the ways of the indexes to what is sought (decision 0009). */
final class TagSearch {
    private static final Key KEY = Key.of("t.resource_id", "t.key");

    private TagSearch() {}

    /** The resource ids and keys of the tags of a page, with a space between. */
    static Slice<String> find(Handle sql, Caller caller, List<Filter> filters, PageWanted wanted) {
        Condition own = Condition.of(
                "t.account = ? AND t.region = ?",
                caller.account().value(),
                caller.region().name());
        List<Plan> plans = new ArrayList<>();
        for (Filter filter : filters) {
            if (filter.name().equals("resource-id") && filter.match().patterns().isEmpty()) {
                Condition named =
                        Condition.in("t.resource_id", List.copyOf(filter.match().literals()));
                plans.add(new Plan(Source.unordered(
                        "tag t INDEXED BY tag_by_account", KEY, own.and(named), "", Condition.ALWAYS)));
            } else {
                Filter tags = filter.name().equals("key") ? new Filter("tag-key", filter.match()) : filter;
                TagFields.source(tags, caller, KEY, "", Condition.ALWAYS)
                        .map(Plan::new)
                        .ifPresent(plans::add);
            }
        }
        plans.add(new Plan(Source.ordered("tag t INDEXED BY tag_by_account", KEY, own, "", Condition.ALWAYS)));
        return new Search<>(sql, String.class, fields().where(filters), _ -> plans, wanted).find(wanted.after());
    }

    private static Fields fields() {
        return new Fields()
                .add("key", Field.text("t.key"))
                .add("value", Field.text("t.value"))
                .add("resource-id", Field.text("t.resource_id"))
                .add("resource-type", Field.text("t.resource_type"))
                .tags(Field.text("t.key"), key -> Field.text("t.value").only(Condition.of("t.key = ?", key)));
    }
}
