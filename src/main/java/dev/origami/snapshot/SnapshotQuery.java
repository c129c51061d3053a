package dev.origami.snapshot;

import dev.origami.account.Grantee;
import dev.origami.database.Filter;
import dev.origami.id.AccountId;
import dev.origami.id.SnapshotId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots are sought: those that meet all of it.
 *
 * @param ids only these; empty: any
 * @param filters see {@link SnapshotFields}
 * @param owners of one of these; null: of anybody
 * @param restorableBy that one of these may make volumes of; empty: whoever may
 */
public record SnapshotQuery(
        List<SnapshotId> ids,
        List<Filter> filters,
        @Nullable Set<AccountId> owners,
        Set<Grantee> restorableBy) {
    public SnapshotQuery {
        ids = List.copyOf(ids);
        filters = List.copyOf(filters);
        restorableBy = Set.copyOf(restorableBy);
    }
}
