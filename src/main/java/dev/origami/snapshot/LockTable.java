package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.id.SnapshotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of locks on snapshots. */
final class LockTable {
    private static final String SELECT = """
            SELECT snapshot_lock.*, snapshot.completion_time
            FROM snapshot_lock JOIN snapshot ON snapshot.id = snapshot_lock.snapshot_id
            """;

    private LockTable() {}

    static Optional<SnapshotLock> find(Handle sql, SnapshotId id) {
        return sql.select(SELECT + "WHERE snapshot_id = ?", id.value())
                .map((row, _) -> lock(row))
                .findOne();
    }

    static List<SnapshotLock> of(Handle sql, Caller owner) {
        return sql.select(
                        SELECT + "WHERE snapshot.owner = ? AND snapshot.region = ?",
                        owner.account().value(),
                        owner.region().name())
                .map((row, _) -> lock(row))
                .list();
    }

    /** In place of the one that there was, if any. */
    static void put(Handle sql, SnapshotLock lock) {
        delete(sql, lock.snapshot());
        sql.execute(
                "INSERT INTO snapshot_lock VALUES (?, ?, ?, ?, ?, ?, ?)",
                lock.snapshot().value(),
                lock.mode().wire(),
                lock.createdOn().toEpochMilli(),
                lock.setOn().toEpochMilli(),
                lock.durationDays(),
                lock.expirationDate() == null ? null : lock.expirationDate().toEpochMilli(),
                lock.coolOffHours());
    }

    static void delete(Handle sql, SnapshotId id) {
        sql.execute("DELETE FROM snapshot_lock WHERE snapshot_id = ?", id.value());
    }

    private static SnapshotLock lock(ResultSet row) throws SQLException {
        return new SnapshotLock(
                new SnapshotId(row.getString("snapshot_id")),
                SnapshotLock.Mode.of(row.getString("mode")).orElseThrow(),
                Instant.ofEpochMilli(row.getLong("created_on")),
                Instant.ofEpochMilli(row.getLong("set_on")),
                number(row, "duration_days"),
                time(row, "expiration_date"),
                number(row, "cool_off_hours"),
                time(row, "completion_time"));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
