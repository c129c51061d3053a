package dev.origami.zone;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The regions that exist with all their zones, read from tables in the program. */
public final class Zones {
    private static final Map<String, RegionFacts> REGIONS = ZoneFile.read();

    private Zones() {}

    public static Collection<RegionFacts> regions() {
        return REGIONS.values();
    }

    public static boolean isKnown(Region region) {
        return REGIONS.containsKey(region.name());
    }

    /**
     * The region's facts.
     *
     * @throws ApiException {@code InvalidRegion} when there is none of that name
     */
    public static RegionFacts of(Region region) {
        RegionFacts facts = REGIONS.get(region.name());
        if (facts == null) {
            throw new ApiException(ErrorCode.INVALID_REGION, "The region '" + region.name() + "' does not exist.");
        }
        return facts;
    }

    /** The region's zone of that name or id. */
    public static Optional<Zone> find(Region region, String nameOrId) {
        return of(region).zones().stream()
                .filter(zone -> zone.name().equals(nameOrId) || zone.id().equals(nameOrId))
                .findFirst();
    }

    /** The zone of that name, of whichever region. */
    public static Optional<Zone> named(String name) {
        return REGIONS.values().stream()
                .flatMap(facts -> facts.zones().stream())
                .filter(zone -> zone.name().equals(name))
                .findFirst();
    }

    /**
     * The region's zone of that name.
     *
     * @throws ApiException {@code InvalidZone.NotFound} when the region has none of that name
     */
    public static Zone require(Region region, String name) {
        return find(region, name).filter(zone -> zone.name().equals(name)).orElseThrow(() -> notFound(name));
    }

    /** Whether the zone is in a carrier's network, whose addresses servers there have in place of public ones. */
    public static boolean isOfCarrier(Region region, String name) {
        return find(region, name)
                .filter(zone -> zone.kind() == ZoneKind.WAVELENGTH_ZONE)
                .isPresent();
    }

    /** What is said of a zone that does not exist, or not for who asks. */
    public static ApiException notFound(String name) {
        return new ApiException(ErrorCode.INVALID_ZONE_NOT_FOUND, "The zone '" + name + "' does not exist.");
    }
}
