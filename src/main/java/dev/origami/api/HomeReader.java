package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.zone.Home;
import dev.origami.zone.Places;
import dev.origami.zone.Zone;
import dev.origami.zone.ZoneGroups;
import dev.origami.zone.ZoneKind;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Where snapshots are to be kept, as requests say it (source sections 2.2, 6.3, 7.1). */
final class HomeReader {
    private static final String LOCAL = "local";
    private static final String REGIONAL = "regional";

    private final Places places;

    HomeReader(Places places) {
        this.places = places;
    }

    /**
     * Of what is in a zone. Only in a Local Zone anything may be said of it.
     *
     * @param usual where it is when nothing is said
     * @param parameter what the request calls the location
     * @param location as the request has it
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidParameterCombination}; {@code
     *     UnsupportedOperation} for a Local Zone that keeps no snapshots
     */
    Home located(Zone zone, Home usual, String parameter, @Nullable String location) {
        if (location == null) {
            return usual;
        }
        if (!location.equals(LOCAL) && !location.equals(REGIONAL)) {
            throw ApiException.invalidValue(parameter, location, "Expecting local or regional.");
        }
        if (zone.kind() != ZoneKind.LOCAL_ZONE) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter " + parameter + " can be used in Local Zones only, and the source is in '"
                            + zone.name() + "'");
        }
        return location.equals(LOCAL) ? new Home.InZone(places.requireKeepsSnapshots(zone)) : Home.inRegion();
    }

    /**
     * Of a copy: in the caller's region, on an Outpost there or in a Local Zone of it.
     *
     * @throws ApiException {@code InvalidParameterCombination} when more than one is named; {@code InvalidParameterValue},
     *     {@code InvalidZone.NotFound}; {@code UnsupportedOperation} for a zone that keeps no snapshots
     */
    Home ofCopy(
            Handle sql, Caller caller, @Nullable String outpost, @Nullable String zoneName, @Nullable String zoneId) {
        long named =
                Stream.of(outpost, zoneName, zoneId).filter(Objects::nonNull).count();
        if (named > 1) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Only one of the parameters destinationOutpostArn, destinationAvailabilityZone and"
                            + " destinationAvailabilityZoneId may be specified on the same request");
        }
        if (zoneName != null) {
            return inZone(ZoneGroups.require(sql, caller.account(), caller.region(), zoneName, Zone::name));
        }
        if (zoneId != null) {
            return inZone(ZoneGroups.require(sql, caller.account(), caller.region(), zoneId, Zone::id));
        }
        return Home.onOutpost(places.requireOutpostArn(caller.account(), caller.region(), outpost));
    }

    private Home inZone(Zone zone) {
        return new Home.InZone(places.requireKeepsSnapshots(zone));
    }
}
