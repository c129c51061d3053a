package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.id.VolumeId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The columns of {@code volume} that say that it is in the Recycle Bin. */
final class RecycledVolumeTable {
    /** Of a volume of which only {@link RecycledVolumes} knows. */
    static final String IN_BIN = "recycled_until IS NOT NULL";

    private RecycledVolumeTable() {}

    static void recycle(Handle sql, VolumeId id, Instant at, Instant until) {
        sql.execute(
                "UPDATE volume SET recycled_at = ?, recycled_until = ? WHERE id = ?",
                at.toEpochMilli(),
                until.toEpochMilli(),
                id.value());
    }

    static void restore(Handle sql, VolumeId id) {
        sql.execute("UPDATE volume SET recycled_at = NULL, recycled_until = NULL WHERE id = ?", id.value());
    }

    static boolean isInBin(Handle sql, VolumeId id) {
        return sql.select("SELECT EXISTS (SELECT 1 FROM volume WHERE id = ? AND " + IN_BIN + ")", id.value())
                .mapTo(Boolean.class)
                .one();
    }

    static List<RecycledVolume> of(Handle sql, Caller caller, Instant now) {
        return sql.select(
                        VolumeTable.SELECT
                                + "WHERE volume.owner = ? AND volume.region = ? AND recycled_until > ? AND volume.state <> ?"
                                + " ORDER BY volume.id",
                        caller.account().value(),
                        caller.region().name(),
                        now.toEpochMilli(),
                        VolumeState.DELETING.wire())
                .map((row, _) -> new RecycledVolume(
                        VolumeTable.volume(row),
                        Instant.ofEpochMilli(row.getLong("recycled_at")),
                        Instant.ofEpochMilli(row.getLong("recycled_until"))))
                .list();
    }

    static List<VolumeId> expired(Handle sql, Instant now) {
        return sql.select(
                        "SELECT id FROM volume WHERE recycled_until <= ? AND state <> ?",
                        now.toEpochMilli(),
                        VolumeState.DELETING.wire())
                .map((row, _) -> new VolumeId(row.getString(1)))
                .list();
    }
}
