package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of the files that volumes are made of. */
final class OverlayTable {
    private OverlayTable() {}

    static void insertLive(Handle sql, VolumeId volume, int sequence, String file) {
        sql.execute(
                "INSERT INTO volume_overlay (volume_id, sequence, file) VALUES (?, ?, ?)",
                volume.value(),
                sequence,
                file);
    }

    /** The live overlay, if any, is frozen from now on. */
    static void freeze(Handle sql, VolumeId volume, SnapshotId snapshot) {
        sql.execute(
                "UPDATE volume_overlay SET frozen_for = ? WHERE volume_id = ? AND frozen_for IS NULL",
                snapshot.value(),
                volume.value());
    }

    static void stored(Handle sql, VolumeId volume, int sequence, ManifestId manifest) {
        sql.execute(
                "UPDATE volume_overlay SET stored_manifest = ? WHERE volume_id = ? AND sequence = ?",
                manifest.hex(),
                volume.value(),
                sequence);
    }

    /** All overlays of a volume, the newest first. */
    static List<Overlay> of(Handle sql, VolumeId volume) {
        return sql.select("SELECT * FROM volume_overlay WHERE volume_id = ? ORDER BY sequence DESC", volume.value())
                .map((row, _) -> overlay(row))
                .list();
    }

    static void delete(Handle sql, VolumeId volume, int sequence) {
        sql.execute("DELETE FROM volume_overlay WHERE volume_id = ? AND sequence = ?", volume.value(), sequence);
    }

    static void deleteAll(Handle sql, VolumeId volume) {
        sql.execute("DELETE FROM volume_overlay WHERE volume_id = ?", volume.value());
    }

    private static Overlay overlay(ResultSet row) throws SQLException {
        return new Overlay(
                row.getInt("sequence"),
                row.getString("file"),
                snapshot(row.getString("frozen_for")),
                manifest(row.getString("stored_manifest")));
    }

    private static @Nullable SnapshotId snapshot(@Nullable String text) {
        return text == null ? null : new SnapshotId(text);
    }

    private static @Nullable ManifestId manifest(@Nullable String text) {
        return text == null ? null : new ManifestId(text);
    }
}
