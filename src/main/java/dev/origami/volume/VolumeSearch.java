package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.database.Filter;
import dev.origami.database.Key;
import dev.origami.database.PageWanted;
import dev.origami.database.Search;
import dev.origami.database.Search.Plan;
import dev.origami.database.Slice;
import dev.origami.database.Source;
import dev.origami.id.VolumeId;
import dev.origami.tag.TagFields;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The SQL of DescribeVolumes: the ways of the indexes to what is sought (decision 0009). */
final class VolumeSearch {
    private static final Key ID = Key.of("v.id");

    private VolumeSearch() {}

    /**
     * The ids of the volumes of a page.
     *
     * @param ids only these; empty: any
     */
    static Slice<String> find(Handle sql, Caller caller, List<VolumeId> ids, List<Filter> filters, PageWanted wanted) {
        Condition own = Condition.of(
                "v.owner = ? AND v.region = ? AND NOT v." + RecycledVolumeTable.IN_BIN,
                caller.account().value(),
                caller.region().name());
        List<Plan> plans = new ArrayList<>();
        if (ids.isEmpty()) {
            filters.forEach(filter -> ofFilter(filter, caller, own, plans));
            plans.add(new Plan(Source.ordered("volume v INDEXED BY volume_by_owner", ID, own, "", Condition.ALWAYS)));
        } else {
            plans.add(new Plan(named(ids.stream().map(VolumeId::value).toList(), own)));
        }
        return new Search<>(sql, String.class, VolumeFields.of(caller).where(filters), _ -> plans, wanted)
                .find(wanted.after());
    }

    private static void ofFilter(Filter filter, Caller caller, Condition own, List<Plan> plans) {
        boolean literal = filter.match().patterns().isEmpty();
        List<String> literals = List.copyOf(filter.match().literals());
        if (filter.name().equals("volume-id") && literal) {
            plans.add(new Plan(named(literals, own)));
        } else if (filter.name().equals("attachment.instance-id") && literal) {
            plans.add(new Plan(Source.unordered(
                    "volume_attachment a",
                    ID,
                    Condition.in("a.instance_id", literals),
                    "CROSS JOIN volume v ON v.id = a.volume_id",
                    own)));
        } else {
            TagFields.source(filter, caller, ID, "CROSS JOIN volume v ON v.id = t.resource_id", own)
                    .map(Plan::new)
                    .ifPresent(plans::add);
        }
    }

    private static Source named(List<String> ids, Condition own) {
        return Source.unordered(
                "volume v INDEXED BY sqlite_autoindex_volume_1", ID, Condition.in("v.id", ids), "", own);
    }
}
