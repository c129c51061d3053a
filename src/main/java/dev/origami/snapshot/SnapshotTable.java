package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.block.ManifestId;
import dev.origami.database.Condition;
import dev.origami.database.Pieces;
import dev.origami.encryption.LineageColumns;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of snapshots. */
final class SnapshotTable {
    private static final String SELECT = """
            SELECT snapshot.*, (SELECT message FROM damage WHERE damage.manifest = snapshot.manifest) AS damage,
            """ + LineageColumns.SELECTED + """
            FROM snapshot LEFT JOIN lineage ON lineage.number = snapshot.lineage
            """;

    /** Permissions that count: one of everybody does not where the owner blocks all public sharing. */
    private static final String PERMISSION = """
            (SELECT permission.* FROM snapshot_permission permission
            WHERE permission.grantee <> 'all' OR NOT EXISTS (
                SELECT 1 FROM snapshot shared JOIN account_snapshot_settings settings
                    ON settings.account = shared.owner AND settings.region = shared.region
                WHERE shared.id = permission.snapshot_id AND settings.block_public_access = 'block-all-sharing'))""";

    /** So many snapshots are loaded by one statement. */
    private SnapshotTable() {}

    static void insert(Handle sql, Snapshot snapshot) {
        sql.createUpdate("""
                        INSERT INTO snapshot (id, owner, region, volume_id, size_gib, state, progress, start_time,
                            description, parent, full_size_bytes, lineage, number)
                        VALUES (:id, :owner, :region, :volume, :size, 'pending', 0, :start, :description, :parent,
                            :fullSize, :lineage, (SELECT coalesce(max(number), 0) + 1 FROM snapshot))""")
                .bind("id", snapshot.id().value())
                .bind("owner", snapshot.owner().value())
                .bind("region", snapshot.region().name())
                .bind(
                        "volume",
                        snapshot.volume() == null ? null : snapshot.volume().value())
                .bind("size", snapshot.sizeGiB())
                .bind("start", snapshot.startTime().toEpochMilli())
                .bind("description", snapshot.description())
                .bind(
                        "parent",
                        snapshot.parent() == null ? null : snapshot.parent().value())
                .bind("fullSize", snapshot.fullSizeBytes())
                .bind(
                        "lineage",
                        snapshot.lineage() == null
                                ? null
                                : snapshot.lineage().id().number())
                .execute();
        boolean _ = update(sql, snapshot.id(), snapshot.state());
    }

    /** Whether there was a pending snapshot to change. */
    static boolean update(Handle sql, SnapshotId id, SnapshotState state) {
        return switch (state) {
            case SnapshotState.Pending pending ->
                sql.execute(
                                "UPDATE snapshot SET progress = ? WHERE id = ? AND state = 'pending'",
                                pending.progressPercent(),
                                id.value())
                        == 1;
            case SnapshotState.Completed completed ->
                sql.execute(
                                """
                                UPDATE snapshot SET state = 'completed', manifest = ?, completion_time = ?, copied_from = NULL
                                WHERE id = ? AND state = 'pending'""",
                                completed.manifest().hex(),
                                completed.completionTime().toEpochMilli(),
                                id.value())
                        == 1;
            case SnapshotState.Damaged _ -> throw new IllegalArgumentException("follows from the damage of its disk");
            case SnapshotState.Recoverable _ -> throw new IllegalArgumentException("is kept beside its state");
            case SnapshotState.Failed failed -> sql.execute("""
                                UPDATE snapshot SET state = 'error', status_message = ?, copied_from = NULL
                                WHERE id = ? AND state = 'pending'""", failed.message(), id.value()) == 1;
        };
    }

    static void copiedFrom(Handle sql, SnapshotId id, ManifestId source) {
        sql.execute("UPDATE snapshot SET copied_from = ? WHERE id = ?", source.hex(), id.value());
    }

    static Optional<ManifestId> copiedFrom(Handle sql, SnapshotId id) {
        return sql.select("SELECT copied_from FROM snapshot WHERE id = ? AND copied_from IS NOT NULL", id.value())
                .map((row, _) -> new ManifestId(row.getString(1)))
                .findOne();
    }

    static void fullSize(Handle sql, SnapshotId id, long bytes) {
        sql.execute("UPDATE snapshot SET full_size_bytes = ? WHERE id = ?", bytes, id.value());
    }

    static Optional<Snapshot> find(Handle sql, SnapshotId id) {
        return sql.select(SELECT + "WHERE id = ?", id.value())
                .map((row, _) -> snapshot(row))
                .findOne();
    }

    static List<Snapshot> find(Handle sql, Collection<SnapshotId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return sql.createQuery(SELECT + "WHERE id IN (<ids>)")
                .bindList("ids", ids.stream().map(SnapshotId::value).toList())
                .map((row, _) -> snapshot(row))
                .list();
    }

    /** The snapshots of these numbers, in their order. */
    static List<Snapshot> numbered(Handle sql, List<Long> numbers) {
        return Pieces.read(
                numbers,
                some -> Condition.in("snapshot.number", some)
                        .query(sql, SELECT + "WHERE %s ORDER BY snapshot.number")
                        .map((row, _) -> snapshot(row))
                        .list());
    }

    static boolean isGranted(Handle sql, SnapshotId id, AccountId account, boolean byNameOnly) {
        return sql.select(
                                "SELECT count(*) FROM " + PERMISSION + " WHERE snapshot_id = ? AND grantee IN (?, ?)",
                                id.value(),
                                account.value(),
                                byNameOnly ? account.value() : Grantee.ALL)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    static List<Grantee> grantees(Handle sql, SnapshotId id) {
        return sql.select("SELECT grantee FROM snapshot_permission WHERE snapshot_id = ? ORDER BY grantee", id.value())
                .map((row, _) -> Grantee.of(row.getString(1)))
                .list();
    }

    static void grant(Handle sql, SnapshotId id, Grantee grantee) {
        sql.execute("""
                INSERT INTO snapshot_permission (snapshot_id, grantee, region, number)
                SELECT id, ?, region, number FROM snapshot WHERE id = ? ON CONFLICT DO NOTHING""", grantee.text(), id.value());
    }

    static void revoke(Handle sql, SnapshotId id, Grantee grantee) {
        sql.execute(
                "DELETE FROM snapshot_permission WHERE snapshot_id = ? AND grantee = ?", id.value(), grantee.text());
    }

    static void revokeAll(Handle sql, SnapshotId id) {
        sql.execute("DELETE FROM snapshot_permission WHERE snapshot_id = ?", id.value());
    }

    /** It is in the bin from now on; its permissions stay with it. */
    static void recycle(Handle sql, SnapshotId id, Instant at, Instant until) {
        sql.execute(
                "UPDATE snapshot SET recycled_at = ?, recycled_until = ? WHERE id = ?",
                at.toEpochMilli(),
                until.toEpochMilli(),
                id.value());
    }

    static void restore(Handle sql, SnapshotId id) {
        sql.execute("UPDATE snapshot SET recycled_at = NULL, recycled_until = NULL WHERE id = ?", id.value());
    }

    /** What an account has in the bin and can still bring back. */
    static List<Snapshot> recycled(Handle sql, Caller owner, Instant now) {
        return sql.select(
                        SELECT + "WHERE owner = ? AND snapshot.region = ? AND recycled_until > ?",
                        owner.account().value(),
                        owner.region().name(),
                        now.toEpochMilli())
                .map((row, _) -> snapshot(row))
                .list();
    }

    /** What has been in the bin for its time, of every account. */
    static List<SnapshotId> expired(Handle sql, Instant now) {
        return sql.select("SELECT id FROM snapshot WHERE recycled_until <= ?", now.toEpochMilli())
                .map((row, _) -> new SnapshotId(row.getString(1)))
                .list();
    }

    static void delete(Handle sql, SnapshotId id) {
        revokeAll(sql, id);
        sql.execute("DELETE FROM snapshot WHERE id = ?", id.value());
    }

    static BlockPublicAccess blockPublicAccess(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT block_public_access FROM account_snapshot_settings WHERE account = ? AND region = ?",
                        caller.account().value(),
                        caller.region().name())
                .mapTo(String.class)
                .findOne()
                .flatMap(BlockPublicAccess::of)
                .orElse(BlockPublicAccess.UNBLOCKED);
    }

    static void blockPublicAccess(Handle sql, Caller caller, BlockPublicAccess state) {
        sql.execute("""
                INSERT INTO account_snapshot_settings (account, region, block_public_access) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET block_public_access = excluded.block_public_access""", caller.account().value(), caller.region().name(), state.wire());
    }

    /** Images whose mapping names the snapshot, as long as they are to be launched one day (source section 2.5). */
    static List<ImageId> imagesUsing(Handle sql, SnapshotId id) {
        return sql.select("""
                        SELECT DISTINCT image.id FROM image_block_device device JOIN image ON image.id = device.image_id
                        WHERE device.snapshot_id = ? AND image.state NOT IN ('deregistered', 'failed')
                        ORDER BY image.id""", id.value())
                .map((row, _) -> new ImageId(row.getString(1)))
                .list();
    }

    /** Of snapshots, of what is to be sealed to be one, and of what uploads under way lie over. */
    static Set<ManifestId> manifests(Handle sql) {
        return sql.select("""
                        SELECT manifest FROM snapshot WHERE manifest IS NOT NULL
                        UNION SELECT copied_from FROM snapshot WHERE copied_from IS NOT NULL
                        UNION SELECT parent_manifest FROM snapshot_upload WHERE parent_manifest IS NOT NULL""").map((row, _) -> new ManifestId(row.getString(1))).set();
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        String volume = row.getString("volume_id");
        String parent = row.getString("parent");
        return new Snapshot(
                new SnapshotId(row.getString("id")),
                new AccountId(row.getString("owner")),
                new Region(row.getString("region")),
                volume == null ? null : new VolumeId(volume),
                row.getInt("size_gib"),
                state(row),
                Instant.ofEpochMilli(row.getLong("start_time")),
                row.getString("description"),
                parent == null ? null : new SnapshotId(parent),
                longOrNull(row, "full_size_bytes"),
                LineageColumns.read(row));
    }

    private static SnapshotState state(ResultSet row) throws SQLException {
        SnapshotState state = stateOutsideOfBin(row);
        Long until = longOrNull(row, "recycled_until");
        return until == null
                ? state
                : new SnapshotState.Recoverable(
                        state, Instant.ofEpochMilli(row.getLong("recycled_at")), Instant.ofEpochMilli(until));
    }

    private static SnapshotState stateOutsideOfBin(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "pending" -> new SnapshotState.Pending(row.getInt("progress"));
            case "completed" -> stored(row);
            case "error" -> new SnapshotState.Failed(row.getString("status_message"));
            default -> throw new IllegalStateException("state of a snapshot: " + row.getString("state"));
        };
    }

    private static SnapshotState stored(ResultSet row) throws SQLException {
        ManifestId manifest = new ManifestId(row.getString("manifest"));
        Instant completionTime = Instant.ofEpochMilli(row.getLong("completion_time"));
        String damage = row.getString("damage");
        return damage == null
                ? new SnapshotState.Completed(manifest, completionTime)
                : new SnapshotState.Damaged(manifest, completionTime, damage);
    }

    private static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
