package dev.origami.snapshot;

import dev.origami.account.Grantee;
import dev.origami.database.Condition;
import dev.origami.database.Filter;
import dev.origami.database.Key;
import dev.origami.database.PageWanted;
import dev.origami.database.Search;
import dev.origami.database.Search.Plan;
import dev.origami.database.Slice;
import dev.origami.database.Source;
import dev.origami.id.AccountId;
import dev.origami.id.SnapshotId;
import dev.origami.tag.TagFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The SQL of DescribeSnapshots: the ways of the indexes to what is sought (decision 0009). */
final class SnapshotSearch {
    private static final String OF_OWNER = "snapshot s INDEXED BY snapshot_by_owner";
    private static final String OF_VOLUME = "snapshot s INDEXED BY snapshot_by_volume";
    private static final String GRANTED = "snapshot_permission p INDEXED BY snapshot_permission_by_grantee";
    private static final Key NUMBER = Key.of("s.number");

    /** More owners than this are not looked up one by one. */
    private static final int OWNERS = 8;

    private final Handle sql;
    private final SnapshotVisibility visibility;
    private final SnapshotQuery query;

    SnapshotSearch(Handle sql, SnapshotVisibility visibility, SnapshotQuery query) {
        this.sql = sql;
        this.visibility = visibility;
        this.query = query;
    }

    /**
     * The numbers of the snapshots of a page.
     *
     * @throws dev.origami.error.ApiException {@code InvalidParameterValue} when there is no such filter
     */
    Slice<Long> find(PageWanted wanted) {
        Condition filters = SnapshotFields.of(visibility.caller())
                .where(query.filters())
                .and(SnapshotVisibility.OUTSIDE_OF_BIN)
                .and(owners())
                .and(restorable());
        return new Search<>(sql, Long.class, filters, _ -> plans(), wanted).find(wanted.afterNumber());
    }

    private Condition owners() {
        Set<AccountId> owners = query.owners();
        return owners == null
                ? Condition.ALWAYS
                : Condition.in("s.owner", owners.stream().map(AccountId::value).toList());
    }

    private Condition restorable() {
        return query.restorableBy().isEmpty()
                ? Condition.ALWAYS
                : Condition.any(
                        query.restorableBy().stream().map(this::restorable).toList());
    }

    /** Of other accounts' permissions the caller learns only where it gave them. */
    private Condition restorable(Grantee grantee) {
        Condition granted = visibility.granted(grantee.text());
        if (grantee instanceof Grantee.Everybody) {
            return granted;
        }
        return grantee.text().equals(account())
                ? visibility.owned().or(granted)
                : visibility.owned().and(granted);
    }

    private String account() {
        return visibility.caller().account().value();
    }

    private List<Plan> plans() {
        if (!query.ids().isEmpty()) {
            return List.of(
                    new Plan(named(query.ids().stream().map(SnapshotId::value).toList())));
        }
        List<Plan> plans = new ArrayList<>();
        query.filters().forEach(filter -> ofFilter(filter, plans));
        Set<AccountId> owners = query.owners();
        if (owners != null && !owners.isEmpty() && owners.size() <= OWNERS) {
            plans.add(ofOwners(owners.stream().map(AccountId::value).toList()));
        }
        if (query.restorableBy().equals(Set.of(new Grantee.Everybody()))) {
            plans.add(new Plan(ofPermission(Grantee.ALL)));
        }
        plans.add(new Plan(visible()));
        return plans;
    }

    private void ofFilter(Filter filter, List<Plan> plans) {
        boolean literal = filter.match().patterns().isEmpty();
        List<String> literals = List.copyOf(filter.match().literals());
        if (filter.name().equals("snapshot-id") && literal) {
            plans.add(new Plan(named(literals)));
        } else if (filter.name().equals("owner-id") && literal && literals.size() <= OWNERS) {
            plans.add(ofOwners(literals));
        } else if (filter.name().equals("volume-id") && literal && !literals.contains(Snapshot.NO_VOLUME.value())) {
            plans.add(new Plan(Source.unordered(
                    OF_VOLUME, NUMBER, Condition.in("s.volume_id", literals), "", visibility.visible())));
        } else {
            TagFields.source(
                            filter,
                            visibility.caller(),
                            NUMBER,
                            "CROSS JOIN snapshot s ON s.id = t.resource_id",
                            visibility.visible())
                    .map(Plan::new)
                    .ifPresent(plans::add);
        }
    }

    private Source named(List<String> ids) {
        return Source.unordered(
                "snapshot s INDEXED BY sqlite_autoindex_snapshot_1",
                NUMBER,
                Condition.in("s.id", ids),
                "",
                visibility.visible());
    }

    private Plan ofOwners(List<String> owners) {
        return new Plan(owners.stream().map(this::ofOwner).toList());
    }

    private Source ofOwner(String owner) {
        Condition lead = Condition.of("s.owner = ?", owner).and(visibility.inRegion());
        return Source.ordered(
                OF_OWNER, NUMBER, lead, "", owner.equals(account()) ? Condition.ALWAYS : visibility.visible());
    }

    /** The three ways to see a snapshot; those that two lead to are found once. */
    private List<Source> visible() {
        Set<AccountId> owners = query.owners();
        boolean ownOnly =
                (owners != null && owners.equals(Set.of(visibility.caller().account())))
                        || query.filters().stream().anyMatch(TagFields::isOfTags);
        Source own = ofOwner(account());
        return ownOnly ? List.of(own) : List.of(own, ofPermission(account()), ofPermission(Grantee.ALL));
    }

    private Source ofPermission(String grantee) {
        Condition lead = Condition.of(
                "p.grantee = ? AND p.region = ?",
                grantee,
                visibility.caller().region().name());
        return Source.ordered(
                GRANTED,
                Key.of("p.number"),
                lead,
                "CROSS JOIN snapshot s ON s.number = p.number",
                visibility.counting(grantee));
    }
}
