package dev.origami.zone;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of {@code snapshot_in_zone}. */
final class SnapshotHomeTable {
    private SnapshotHomeTable() {}

    static void insert(Handle sql, String snapshot, Zone zone) {
        sql.execute("INSERT INTO snapshot_in_zone (snapshot, zone) VALUES (?, ?)", snapshot, zone.name());
    }

    /** By id, those of the snapshots that are in a zone. */
    static Map<String, Zone> of(Handle sql, List<String> snapshots) {
        if (snapshots.isEmpty()) {
            return Map.of();
        }
        return sql
                .createQuery("SELECT snapshot, zone FROM snapshot_in_zone WHERE snapshot IN (<ids>)")
                .bindList("ids", snapshots)
                .map((row, _) -> Map.entry(row.getString("snapshot"), zone(row.getString("zone"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Zone zone(String name) {
        return Zones.named(name).orElseThrow(() -> new IllegalStateException("there is no zone " + name));
    }
}
