package dev.origami.zone;

import dev.origami.id.Region;
import java.util.List;

/**
 * What is known of a region.
 *
 * @param longName for people, for example {@code Europe (Ireland)}
 * @param optInStatus {@code opt-in-not-required} or {@code opted-in}: here every account may use every region
 * @param zones its availability zones in the order of their letters, then its local zones and wavelength zones
 */
public record RegionFacts(Region region, String longName, String optInStatus, List<Zone> zones) {
    public RegionFacts {
        zones = List.copyOf(zones);
    }

    public List<Zone> availabilityZones() {
        return zones.stream()
                .filter(zone -> zone.kind() == ZoneKind.AVAILABILITY_ZONE)
                .toList();
    }

    /** Where a client of AWS would find it (source section 8). */
    public String endpoint() {
        return "ec2." + region.name() + ".amazonaws.com";
    }
}
