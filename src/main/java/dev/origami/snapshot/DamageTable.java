package dev.origami.snapshot;

import dev.origami.block.ManifestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The SQL of stored disks of which something is lost. */
final class DamageTable {
    private DamageTable() {}

    /** Whether it was not known to be damaged. */
    static boolean insert(Handle sql, ManifestId disk, Damage damage) {
        return sql.execute(
                        "INSERT INTO damage (manifest, message, found_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        disk.hex(),
                        damage.message(),
                        damage.foundAt() == null ? null : damage.foundAt().toEpochMilli())
                == 1;
    }

    static boolean delete(Handle sql, ManifestId disk) {
        return sql.execute("DELETE FROM damage WHERE manifest = ?", disk.hex()) == 1;
    }

    static Map<ManifestId, Damage> all(Handle sql) {
        Map<ManifestId, Damage> all = new HashMap<>();
        sql.select("SELECT manifest, message, found_at FROM damage")
                .map((row, _) -> row(row))
                .forEach(all::putAll);
        return all;
    }

    private static Map<ManifestId, Damage> row(ResultSet row) throws SQLException {
        long foundAt = row.getLong("found_at");
        Instant found = row.wasNull() ? null : Instant.ofEpochMilli(foundAt);
        return Map.of(new ManifestId(row.getString("manifest")), new Damage(row.getString("message"), found));
    }
}
