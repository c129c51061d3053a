package dev.origami.instance;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Fields;
import dev.origami.database.Filter;
import dev.origami.database.Key;
import dev.origami.database.PageWanted;
import dev.origami.database.Search;
import dev.origami.database.Search.Plan;
import dev.origami.database.Slice;
import dev.origami.database.Source;
import dev.origami.id.InstanceId;
import dev.origami.tag.TagFields;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The SQL of DescribeInstances: the ways of the indexes to what is sought (decision 0009). */
final class InstanceSearch {
    private static final String OF_OWNER = "instance i INDEXED BY instance_by_owner";
    private static final Key KEY = Key.of("i.reservation", "i.id");

    private InstanceSearch() {}

    /**
     * The reservations and ids of the instances of a page, with a space between.
     *
     * @param ids only these; empty: any
     * @param fields what the filters may name
     * @param shown what the caller gets without any filter
     */
    static Slice<String> find(
            Handle sql,
            Caller caller,
            List<InstanceId> ids,
            List<Filter> filters,
            Fields fields,
            Condition shown,
            PageWanted wanted) {
        Condition own = Condition.of(
                "i.owner = ? AND i.region = ?",
                caller.account().value(),
                caller.region().name());
        List<Plan> plans = new ArrayList<>();
        if (ids.isEmpty()) {
            filters.forEach(filter -> ofFilter(filter, caller, own, plans));
            plans.add(new Plan(Source.ordered(OF_OWNER, KEY, own, "", Condition.ALWAYS)));
        } else {
            plans.add(new Plan(named(ids.stream().map(InstanceId::value).toList(), own)));
        }
        return new Search<>(sql, String.class, fields.where(filters).and(shown), _ -> plans, wanted)
                .find(wanted.after());
    }

    private static void ofFilter(Filter filter, Caller caller, Condition own, List<Plan> plans) {
        boolean literal = filter.match().patterns().isEmpty();
        List<String> literals = List.copyOf(filter.match().literals());
        if (filter.name().equals("instance-id") && literal) {
            plans.add(new Plan(named(literals, own)));
        } else if (filter.name().equals("reservation-id") && literal) {
            Condition lead = own.and(Condition.in("i.reservation", literals));
            plans.add(new Plan(Source.unordered(OF_OWNER, KEY, lead, "", Condition.ALWAYS)));
        } else if (filter.name().equals("block-device-mapping.volume-id") && literal) {
            plans.add(new Plan(Source.unordered(
                    "volume_attachment a",
                    KEY,
                    Condition.in("a.volume_id", literals),
                    "CROSS JOIN instance i ON i.id = a.instance_id",
                    own)));
        } else {
            TagFields.source(filter, caller, KEY, "CROSS JOIN instance i ON i.id = t.resource_id", own)
                    .map(Plan::new)
                    .ifPresent(plans::add);
        }
    }

    private static Source named(List<String> ids, Condition own) {
        return Source.unordered(
                "instance i INDEXED BY sqlite_autoindex_instance_1", KEY, Condition.in("i.id", ids), "", own);
    }
}
