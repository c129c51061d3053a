package dev.origami.zone;

import dev.origami.database.Transaction;
import dev.origami.id.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which volumes, snapshots and instances are on an Outpost, each by its ARN. What was made there stays there (source
 * section 8); what is on none is the region's.
 */
public final class OnOutposts {
    private OnOutposts() {}

    /** Records that a new resource is on the Outpost; on none when that is null. */
    public static void place(Transaction transaction, ResourceId id, @Nullable String outpost) {
        if (outpost != null) {
            OnOutpostTable.insert(transaction.sql(), id.value(), outpost);
        }
    }

    /** Where the resource is; null when it is on no Outpost. */
    public static @Nullable String of(Handle sql, ResourceId id) {
        return of(sql, List.of(id)).get(id.value());
    }

    /** By id, those of the resources that are on an Outpost. */
    public static Map<String, String> of(Handle sql, Collection<? extends ResourceId> ids) {
        return OnOutpostTable.of(sql, ids.stream().map(ResourceId::value).toList());
    }
}
