package dev.origami.zone;

import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Where each snapshot is kept, and what can be done with it only there (source sections 2.2, 6.3, 7.1, 8). */
public final class SnapshotHomes {
    private SnapshotHomes() {}

    /** Records where a new snapshot is kept. */
    public static void place(Transaction transaction, SnapshotId id, Home home) {
        switch (home) {
            case Home.InRegion _ -> {}
            case Home.OnOutpost outpost -> OnOutposts.place(transaction, id, outpost.arn());
            case Home.InZone in -> SnapshotHomeTable.insert(transaction.sql(), id.value(), in.zone());
        }
    }

    public static Home of(Handle sql, SnapshotId id) {
        return of(sql, List.of(id)).getOrDefault(id.value(), Home.inRegion());
    }

    /** By id, those of the snapshots that are not kept in their region. */
    public static Map<String, Home> of(Handle sql, Collection<SnapshotId> ids) {
        Map<String, Home> homes = new HashMap<>();
        OnOutposts.of(sql, ids).forEach((id, arn) -> homes.put(id, new Home.OnOutpost(arn)));
        SnapshotHomeTable.of(sql, ids.stream().map(SnapshotId::value).toList())
                .forEach((id, zone) -> homes.put(id, new Home.InZone(zone)));
        return homes;
    }

    /**
     * Refuses to make a volume of a snapshot elsewhere than where the snapshot is kept. One of the region may be used
     * anywhere in it.
     *
     * @param zone where the volume is to be
     * @param outpost on which Outpost of the zone; null: on none
     * @throws ApiException {@code InvalidParameterCombination}
     */
    public static void requireUsable(Handle sql, SnapshotId id, Zone zone, @Nullable String outpost) {
        Home home = of(sql, id);
        boolean usable = switch (home) {
            case Home.InRegion _ -> true;
            case Home.OnOutpost there -> there.arn().equals(outpost);
            case Home.InZone in -> outpost == null && in.zone().equals(zone);
        };
        if (!usable) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The snapshot '" + id + "' is " + home.text() + " and can be used there only");
        }
    }

    /**
     * Passes a copy that may be: nothing leaves an Outpost, and what is in a Local Zone or goes to one stays in its region.
     *
     * @param from the region of what is copied
     * @param to the region of the copy
     * @param home where the copy is to be kept
     * @throws ApiException {@code UnsupportedOperation}
     */
    public static void requireCopyable(Handle sql, SnapshotId id, Region from, Region to, Home home) {
        Home source = of(sql, id);
        boolean zonal = source instanceof Home.InZone || home instanceof Home.InZone;
        boolean ofZoneToOutpost = source instanceof Home.InZone && home instanceof Home.OnOutpost;
        if (source instanceof Home.OnOutpost || ofZoneToOutpost || (zonal && !from.equals(to))) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The snapshot '" + id + "' is " + source.text() + " of " + from.name() + " and cannot be copied "
                            + (home.equals(Home.inRegion()) ? "to " + to.name() : home.text()) + ".");
        }
    }

    /**
     * Passes snapshots that an image can have together: what is not in the region is all on one Outpost, or in one Local
     * Zone.
     *
     * @return the homes of those that are not in the region: one or none
     * @throws ApiException {@code InvalidParameterCombination}
     */
    public static Set<Home> requireOne(Handle sql, Collection<SnapshotId> ids) {
        Set<Home> homes = Set.copyOf(of(sql, ids).values());
        if (homes.size() > 1) {
            Set<String> texts = new TreeSet<>();
            homes.forEach(home -> texts.add(home.text()));
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The snapshots of an image are in the region or all in one place, and these are "
                            + String.join(" and ", texts));
        }
        return homes;
    }

    /**
     * Refuses what cannot be done with a snapshot on an Outpost.
     *
     * @param what for example {@code shared}
     * @throws ApiException {@code UnsupportedOperation}
     */
    public static void requireNotOnOutpost(Handle sql, SnapshotId id, String what) {
        if (of(sql, id) instanceof Home.OnOutpost outpost) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The snapshot '" + id + "' is " + outpost.text() + " and cannot be " + what + ".");
        }
    }
}
