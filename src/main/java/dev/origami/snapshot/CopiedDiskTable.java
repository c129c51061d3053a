package dev.origami.snapshot;

import dev.origami.block.ManifestId;
import dev.origami.id.SnapshotId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code copied_disk}. */
final class CopiedDiskTable {
    private CopiedDiskTable() {}

    static void insert(Handle sql, SnapshotId copy, ManifestId disk) {
        sql.execute("INSERT INTO copied_disk (copy, manifest) VALUES (?, ?)", copy.value(), disk.hex());
    }

    static Optional<ManifestId> of(Handle sql, SnapshotId copy) {
        return sql.select("SELECT manifest FROM copied_disk WHERE copy = ?", copy.value())
                .mapTo(String.class)
                .findOne()
                .map(ManifestId::new);
    }

    static void delete(Handle sql, SnapshotId copy) {
        sql.execute("DELETE FROM copied_disk WHERE copy = ?", copy.value());
    }
}
