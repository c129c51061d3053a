package dev.origami.snapshot;

import dev.origami.block.ManifestId;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The SQL of stored disks of which something is lost. */
final class DamageTable {
    private DamageTable() {}

    /** Whether it was not known to be damaged. */
    static boolean insert(Handle sql, ManifestId disk, String message) {
        return sql.execute(
                        "INSERT INTO damage (manifest, message) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        disk.hex(),
                        message)
                == 1;
    }

    static boolean delete(Handle sql, ManifestId disk) {
        return sql.execute("DELETE FROM damage WHERE manifest = ?", disk.hex()) == 1;
    }

    static Set<ManifestId> all(Handle sql) {
        return sql.select("SELECT manifest FROM damage")
                .map((row, _) -> new ManifestId(row.getString(1)))
                .set();
    }
}
