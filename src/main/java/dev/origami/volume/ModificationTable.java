package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.id.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of what was changed of volumes. */
final class ModificationTable {
    private static final String LATEST =
            " id IN (SELECT max(id) FROM volume_modification latest WHERE latest.volume_id = volume_modification.volume_id)";

    private ModificationTable() {}

    /** Answers its number. */
    static long insert(Handle sql, VolumeId volume, EbsSettings original, EbsSettings target, Instant startTime) {
        return sql.createUpdate("""
                        INSERT INTO volume_modification (volume_id, state, original_size_gib, original_type,
                            original_iops, original_throughput, target_size_gib, target_type, target_iops,
                            target_throughput, start_time)
                        VALUES (:volume, 'modifying', :originalSize, :originalType, :originalIops, :originalThroughput,
                            :size, :type, :iops, :throughput, :start)""")
                .bind("volume", volume.value())
                .bind("originalSize", original.sizeGiB())
                .bind("originalType", original.type().wire())
                .bind("originalIops", original.iops())
                .bind("originalThroughput", original.throughput())
                .bind("size", target.sizeGiB())
                .bind("type", target.type().wire())
                .bind("iops", target.iops())
                .bind("throughput", target.throughput())
                .bind("start", startTime.toEpochMilli())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    static Optional<VolumeModification> find(Handle sql, long number) {
        return sql.select("SELECT * FROM volume_modification WHERE id = ?", number)
                .map((row, _) -> modification(row))
                .findOne();
    }

    static Optional<VolumeModification> latest(Handle sql, VolumeId volume) {
        return sql.select(
                        "SELECT * FROM volume_modification WHERE volume_id = ? ORDER BY id DESC LIMIT 1",
                        volume.value())
                .map((row, _) -> modification(row))
                .findOne();
    }

    /** The latest of each volume of the account. */
    static List<VolumeModification> latest(Handle sql, Caller owner) {
        return sql.select(
                        "SELECT * FROM volume_modification WHERE volume_id IN"
                                + " (SELECT id FROM volume WHERE owner = ? AND region = ? AND NOT "
                                + RecycledVolumeTable.IN_BIN + ") AND" + LATEST,
                        owner.account().value(),
                        owner.region().name())
                .map((row, _) -> modification(row))
                .list();
    }

    /** How many that did not fail were begun since. */
    static int count(Handle sql, VolumeId volume, Instant since) {
        return sql.select(
                        "SELECT count(*) FROM volume_modification"
                                + " WHERE volume_id = ? AND start_time > ? AND state <> 'failed'",
                        volume.value(),
                        since.toEpochMilli())
                .mapTo(Integer.class)
                .one();
    }

    static void end(
            Handle sql, long number, VolumeModification.State state, @Nullable String message, Instant endTime) {
        sql.execute(
                "UPDATE volume_modification SET state = ?, status_message = ?, end_time = ? WHERE id = ?",
                state.wire(),
                message,
                endTime.toEpochMilli(),
                number);
    }

    static void deleteAll(Handle sql, VolumeId volume) {
        sql.execute("DELETE FROM volume_modification WHERE volume_id = ?", volume.value());
    }

    private static VolumeModification modification(ResultSet row) throws SQLException {
        long endTime = row.getLong("end_time");
        @Nullable Instant ended = row.wasNull() ? null : Instant.ofEpochMilli(endTime);
        return new VolumeModification(
                row.getLong("id"),
                new VolumeId(row.getString("volume_id")),
                VolumeModification.State.of(row.getString("state")),
                row.getString("status_message"),
                settings(row, "original"),
                settings(row, "target"),
                Instant.ofEpochMilli(row.getLong("start_time")),
                ended);
    }

    private static EbsSettings settings(ResultSet row, String which) throws SQLException {
        return new EbsSettings(
                row.getInt(which + "_size_gib"),
                VolumeType.parse(row.getString(which + "_type")),
                VolumeTable.integer(row, which + "_iops"),
                VolumeTable.integer(row, which + "_throughput"));
    }
}
