package dev.origami.zone;

import dev.origami.id.Region;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tables of regions and zones that are in the program. */
final class ZoneFile {
    /** A local zone's group, and which of its zones it is. */
    private static final Pattern LOCAL = Pattern.compile("(.+-([a-z]{3})-(\\d))([a-z])");

    private static final Pattern WAVELENGTH = Pattern.compile(".+-(wl\\d-[a-z]{3})-wlz-(\\d)");

    private ZoneFile() {}

    /** The regions by name, in the order of the table. */
    static Map<String, RegionFacts> read() {
        Map<String, RegionFacts> regions = new LinkedHashMap<>();
        for (List<String> columns : rows("regions.tsv")) {
            RegionFacts facts = region(columns);
            regions.put(facts.region().name(), facts);
        }
        for (List<String> columns : rows("edges.tsv")) {
            RegionFacts facts = regions.values().stream()
                    .filter(known -> columns.get(1).startsWith(known.region().name()))
                    .findFirst()
                    .orElseThrow();
            List<Zone> zones = new ArrayList<>(facts.zones());
            zones.add(edge(columns, facts));
            regions.put(
                    facts.region().name(),
                    new RegionFacts(facts.region(), facts.longName(), facts.optInStatus(), zones));
        }
        return Collections.unmodifiableMap(regions);
    }

    private static RegionFacts region(List<String> columns) {
        Region region = new Region(columns.get(0));
        String longName = columns.get(2);
        List<Zone> zones = new ArrayList<>();
        for (String number : columns.get(4).split(" ", -1)) {
            zones.add(new Zone(
                    region,
                    region.name() + (char) ('a' + zones.size()),
                    columns.get(1) + "-az" + number,
                    ZoneKind.AVAILABILITY_ZONE,
                    region.name() + "-zg-1",
                    longName + " 1",
                    region.name(),
                    null));
        }
        String optIn = columns.get(3).equals("not-required") ? "opt-in-not-required" : columns.get(3);
        return new RegionFacts(region, longName, optIn, zones);
    }

    /** EC2 makes the ids and groups of these of their names. */
    private static Zone edge(List<String> columns, RegionFacts facts) {
        String name = columns.get(0);
        Zone parent = facts.zones().stream()
                .filter(zone -> zone.name().equals(columns.get(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such parent of " + name + ": " + columns.get(1)));
        String stem = parent.id().substring(0, parent.id().indexOf('-'));
        Matcher wavelength = WAVELENGTH.matcher(name);
        if (wavelength.matches()) {
            String id = stem + "-" + wavelength.group(1) + "-wlz" + wavelength.group(2);
            return new Zone(facts.region(), name, id, ZoneKind.WAVELENGTH_ZONE, name, columns.get(2), name, parent);
        }
        Matcher local = LOCAL.matcher(name);
        if (!local.matches()) {
            throw new IllegalStateException("not the name of a local or wavelength zone: " + name);
        }
        String id = stem + "-" + local.group(2) + local.group(3) + "-az"
                + (local.group(4).charAt(0) - 'a' + 1);
        String group = local.group(1);
        return new Zone(facts.region(), name, id, ZoneKind.LOCAL_ZONE, group, columns.get(2), group, parent);
    }

    private static List<List<String>> rows(String file) {
        try (InputStream in = ZoneFile.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing in the program: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
