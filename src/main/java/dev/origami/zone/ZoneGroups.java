package dev.origami.zone;

import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Which local and wavelength zones an account has asked to use (source section 8). Availability zones are everybody's. */
public final class ZoneGroups {
    private ZoneGroups() {}

    /** Whether the account may use the zone. */
    public static boolean mayUse(Handle sql, AccountId account, Zone zone) {
        return zone.needsNoOptIn()
                || ZoneGroupTable.optedIn(sql, account, zone.region()).contains(zone.group());
    }

    /** The zones of the region that the account may use. */
    public static List<Zone> usable(Handle sql, AccountId account, Region region) {
        Set<String> groups = ZoneGroupTable.optedIn(sql, account, region);
        return Zones.of(region).zones().stream()
                .filter(zone -> zone.needsNoOptIn() || groups.contains(zone.group()))
                .toList();
    }

    /**
     * The zone of that name, which the account may use.
     *
     * @throws ApiException as the other
     */
    public static Zone require(Handle sql, AccountId account, Region region, String name) {
        return require(sql, account, region, name, Zone::name);
    }

    /**
     * The zone of that name or id, which the account may use.
     *
     * @param by which of both it is
     * @throws ApiException {@code InvalidZone.NotFound}: one that the account has not opted into is as if it were not
     */
    public static Zone require(
            Handle sql, AccountId account, Region region, String nameOrId, Function<Zone, String> by) {
        return Zones.find(region, nameOrId)
                .filter(zone -> by.apply(zone).equals(nameOrId) && mayUse(sql, account, zone))
                .orElseThrow(() -> Zones.notFound(nameOrId));
    }

    /**
     * Lets the account use the zones of a group, for good: EC2 takes no account out of one again.
     *
     * @throws ApiException {@code InvalidParameterValue} when it is no group of local or wavelength zones
     */
    public static void optIn(Transaction transaction, AccountId account, Region region, String group) {
        requireEdge(region, group);
        ZoneGroupTable.insert(transaction.sql(), account, region, group);
    }

    /**
     * Refuses to take an account out of a group, as EC2 does but by its support.
     *
     * @throws ApiException always: {@code UnsupportedOperation}, or what the group itself is refused for
     */
    public static void optOut(Region region, String group) {
        requireEdge(region, group);
        throw new ApiException(
                ErrorCode.UNSUPPORTED_OPERATION,
                "Opting out of the zone group '" + group + "' is not supported. On AWS, its support does it.");
    }

    private static void requireEdge(Region region, String group) {
        List<Zone> zones = Zones.of(region).zones().stream()
                .filter(zone -> zone.group().equals(group))
                .toList();
        if (zones.isEmpty()) {
            throw ApiException.invalidValue("groupName", group, "There is no such zone group.");
        }
        if (zones.getFirst().needsNoOptIn()) {
            throw ApiException.invalidValue(
                    "groupName", group, "The opt-in status of availability zones cannot be changed.");
        }
    }
}
