package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import dev.origami.id.ImageId;
import dev.origami.image.ImageState.InBin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of images in the Recycle Bin: deregistered ones, of which it is recorded how they come back. */
final class RecycledImageTable {
    private static final String DISABLED = new ImageState.Disabled().wire();
    private static final String AVAILABLE = new ImageState.Available().wire();

    private RecycledImageTable() {}

    static void recycle(Handle sql, ImageId id, InBin bin) {
        sql.execute(
                "UPDATE image SET recycled_until = ?, recycled_state = ? WHERE id = ?",
                bin.exitTime().toEpochMilli(),
                bin.disabled() ? DISABLED : AVAILABLE,
                id.value());
    }

    /** There is nothing to bring back any more. */
    static void forget(Handle sql, ImageId id) {
        sql.execute("UPDATE image SET recycled_until = NULL, recycled_state = NULL WHERE id = ?", id.value());
    }

    /** What an account has in the bin and can still bring back. */
    static List<Image> of(Handle sql, Caller owner, Instant now) {
        return ImageTable.load(
                sql,
                Condition.of(
                        "i.owner = ? AND i.region = ? AND i.recycled_until > ?",
                        owner.account().value(),
                        owner.region().name(),
                        now.toEpochMilli()));
    }

    /** What has been in the bin for its time, of every account. */
    static List<ImageId> expired(Handle sql, Instant now) {
        return sql.select("SELECT id FROM image WHERE recycled_until <= ?", now.toEpochMilli())
                .map((row, _) -> new ImageId(row.getString(1)))
                .list();
    }

    static @Nullable InBin bin(ResultSet row) throws SQLException {
        Instant until = ImageTable.time(row, "recycled_until");
        return until == null ? null : new InBin(until, DISABLED.equals(row.getString("recycled_state")));
    }
}
