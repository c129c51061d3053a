package dev.origami.snapshot;

import dev.origami.block.ManifestId;
import dev.origami.id.SnapshotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of uploads and their blocks. */
final class UploadTable {
    private UploadTable() {}

    static void insert(Handle sql, Upload upload) {
        sql.createUpdate("INSERT INTO snapshot_upload VALUES (:id, :timeout, :activity, :completing, :parent)")
                .bind("id", upload.snapshot().value())
                .bind("timeout", upload.timeout().toMinutes())
                .bind("activity", upload.lastActivity().toEpochMilli())
                .bind("completing", upload.completing())
                .bind("parent", upload.parent() == null ? null : upload.parent().hex())
                .execute();
    }

    static Optional<Upload> find(Handle sql, SnapshotId id) {
        return sql.select("SELECT * FROM snapshot_upload WHERE snapshot_id = ?", id.value())
                .map((row, _) -> upload(row))
                .findOne();
    }

    static List<Upload> all(Handle sql) {
        return sql.select("SELECT * FROM snapshot_upload")
                .map((row, _) -> upload(row))
                .list();
    }

    static void touch(Handle sql, SnapshotId id, Instant now) {
        sql.execute(
                "UPDATE snapshot_upload SET last_activity = ? WHERE snapshot_id = ?", now.toEpochMilli(), id.value());
    }

    static void completing(Handle sql, SnapshotId id) {
        sql.execute("UPDATE snapshot_upload SET completing = 1 WHERE snapshot_id = ?", id.value());
    }

    static void put(Handle sql, SnapshotId id, UploadedBlock block) {
        sql.execute("""
                INSERT INTO snapshot_upload_block VALUES (?, ?, ?, ?)
                ON CONFLICT (snapshot_id, block_index)
                DO UPDATE SET slot = excluded.slot, checksum = excluded.checksum""", id.value(), block.index(), block.slot(), block.checksum());
    }

    static Optional<UploadedBlock> block(Handle sql, SnapshotId id, long index) {
        return sql.select(
                        "SELECT * FROM snapshot_upload_block WHERE snapshot_id = ? AND block_index = ?",
                        id.value(),
                        index)
                .map((row, _) -> block(row))
                .findOne();
    }

    /** All blocks, ascending. */
    static List<UploadedBlock> blocks(Handle sql, SnapshotId id) {
        return sql.select("SELECT * FROM snapshot_upload_block WHERE snapshot_id = ? ORDER BY block_index", id.value())
                .map((row, _) -> block(row))
                .list();
    }

    static void delete(Handle sql, SnapshotId id) {
        sql.execute("DELETE FROM snapshot_upload_block WHERE snapshot_id = ?", id.value());
        sql.execute("DELETE FROM snapshot_upload WHERE snapshot_id = ?", id.value());
    }

    private static Upload upload(ResultSet row) throws SQLException {
        String parent = row.getString("parent_manifest");
        return new Upload(
                new SnapshotId(row.getString("snapshot_id")),
                Duration.ofMinutes(row.getLong("timeout_minutes")),
                Instant.ofEpochMilli(row.getLong("last_activity")),
                row.getBoolean("completing"),
                parent == null ? null : new ManifestId(parent));
    }

    private static UploadedBlock block(ResultSet row) throws SQLException {
        return new UploadedBlock(row.getLong("block_index"), row.getInt("slot"), row.getString("checksum"));
    }
}
