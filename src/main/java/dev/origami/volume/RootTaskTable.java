package dev.origami.volume;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.encryption.LineageColumns;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import dev.origami.id.ReplaceRootVolumeTaskId;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of tasks that replace root volumes. */
final class RootTaskTable {
    private static final String SELECT = """
            SELECT task.*,
            """ + LineageColumns.SELECTED + """
            FROM replace_root_volume_task task LEFT JOIN lineage ON lineage.number = task.launch_lineage
            """;

    private RootTaskTable() {}

    static void insert(Handle sql, ReplaceRootVolumeTask task) {
        sql.execute(
                "INSERT INTO replace_root_volume_task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                task.id().value(),
                task.number(),
                task.instance().value(),
                task.owner().value(),
                task.region().name(),
                task.state().wire(),
                task.image() == null ? null : task.image().value(),
                task.snapshot() == null ? null : task.snapshot().value(),
                task.deleteReplaced(),
                task.replaced().value(),
                task.replacement().value(),
                task.launch().snapshot() == null
                        ? null
                        : task.launch().snapshot().value(),
                task.launch().disk() == null ? null : task.launch().disk().hex(),
                task.startTime().toEpochMilli(),
                task.completeTime() == null ? null : task.completeTime().toEpochMilli(),
                task.launch().lineage() == null
                        ? null
                        : task.launch().lineage().id().number());
    }

    static void state(
            Handle sql, ReplaceRootVolumeTaskId id, ReplaceRootVolumeTask.State state, @Nullable Instant completeTime) {
        sql.execute(
                "UPDATE replace_root_volume_task SET state = ?, complete_time = ? WHERE id = ?",
                state.wire(),
                completeTime == null ? null : completeTime.toEpochMilli(),
                id.value());
    }

    static Optional<ReplaceRootVolumeTask> find(Handle sql, ReplaceRootVolumeTaskId id) {
        return sql.select(SELECT + "WHERE task.id = ?", id.value())
                .map((row, _) -> task(row))
                .findOne();
    }

    /** All of an instance, the latest first. */
    static List<ReplaceRootVolumeTask> of(Handle sql, InstanceId instance) {
        return sql.select(SELECT + "WHERE task.instance_id = ? ORDER BY task.number DESC", instance.value())
                .map((row, _) -> task(row))
                .list();
    }

    static List<ReplaceRootVolumeTask> of(Handle sql, Caller owner) {
        return sql.select(
                        SELECT + "WHERE task.owner = ? AND task.region = ?",
                        owner.account().value(),
                        owner.region().name())
                .map((row, _) -> task(row))
                .list();
    }

    private static ReplaceRootVolumeTask task(ResultSet row) throws SQLException {
        String image = row.getString("image_id");
        String snapshot = row.getString("snapshot_id");
        String launchSnapshot = row.getString("launch_snapshot");
        String launchManifest = row.getString("launch_manifest");
        long completeTime = row.getLong("complete_time");
        @Nullable Instant completed = row.wasNull() ? null : Instant.ofEpochMilli(completeTime);
        return new ReplaceRootVolumeTask(
                new ReplaceRootVolumeTaskId(row.getString("id")),
                row.getInt("number"),
                new InstanceId(row.getString("instance_id")),
                new AccountId(row.getString("owner")),
                new Region(row.getString("region")),
                ReplaceRootVolumeTask.State.of(row.getString("state")),
                image == null ? null : new ImageId(image),
                snapshot == null ? null : new SnapshotId(snapshot),
                row.getBoolean("delete_replaced"),
                new VolumeId(row.getString("replaced")),
                new VolumeId(row.getString("replacement")),
                new ReplaceRootVolumeTask.Content(
                        launchSnapshot == null ? null : new SnapshotId(launchSnapshot),
                        launchManifest == null ? null : new ManifestId(launchManifest),
                        LineageColumns.read(row)),
                Instant.ofEpochMilli(row.getLong("start_time")),
                completed);
    }
}
