package dev.origami.zone;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Region;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The regions that exist, each with three availability zones, read from one table in the program. */
public final class Zones {
    private static final int ZONES_OF_A_REGION = 3;
    private static final Map<String, RegionFacts> REGIONS = read();

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

    /**
     * The region's zone of that name.
     *
     * @throws ApiException {@code InvalidZone.NotFound} when the region has none of that name
     */
    public static Zone require(Region region, String name) {
        return find(region, name)
                .filter(zone -> zone.name().equals(name))
                .orElseThrow(() ->
                        new ApiException(ErrorCode.INVALID_ZONE_NOT_FOUND, "The zone '" + name + "' does not exist."));
    }

    private static Map<String, RegionFacts> read() {
        Map<String, RegionFacts> regions = new LinkedHashMap<>();
        try (InputStream in = Zones.class.getResourceAsStream("regions.tsv")) {
            if (in == null) {
                throw new IllegalStateException("missing in the program: regions.tsv");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .forEach(columns -> regions.put(columns.getFirst(), facts(columns)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(regions);
    }

    private static RegionFacts facts(List<String> columns) {
        Region region = new Region(columns.get(0));
        List<Zone> zones = IntStream.range(0, ZONES_OF_A_REGION)
                .mapToObj(i -> new Zone(region, region.name() + (char) ('a' + i), columns.get(1) + "-az" + (i + 1)))
                .toList();
        String optIn = columns.get(3).equals("not-required") ? "opt-in-not-required" : columns.get(3);
        return new RegionFacts(region, columns.get(2), optIn, zones);
    }
}
