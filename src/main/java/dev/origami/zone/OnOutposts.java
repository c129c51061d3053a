package dev.origami.zone;

import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ResourceId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /**
     * Refuses to make something of a snapshot elsewhere than where the snapshot is. One of the region may be used anywhere.
     *
     * @param outpost where it is wanted; null: in the region
     * @throws ApiException {@code InvalidParameterCombination}
     */
    public static void requireUsable(Handle sql, ResourceId snapshot, @Nullable String outpost) {
        String home = of(sql, snapshot);
        if (home != null && !Objects.equals(home, outpost)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The snapshot '" + snapshot.value() + "' is on the Outpost '" + home
                            + "' and can be used there only");
        }
    }

    /**
     * Refuses what cannot be done with a snapshot on an Outpost.
     *
     * @param what for example {@code shared}
     * @throws ApiException {@code UnsupportedOperation}
     */
    public static void requireRegional(Handle sql, ResourceId snapshot, String what) {
        String home = of(sql, snapshot);
        if (home != null) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The snapshot '" + snapshot.value() + "' is on the Outpost '" + home + "' and cannot be " + what
                            + ".");
        }
    }
}
