package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.database.Condition;
import dev.origami.database.Pieces;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.LineageColumns;
import dev.origami.id.AccountId;
import dev.origami.id.InstanceId;
import dev.origami.id.LineageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of volumes and their attachments. */
final class VolumeTable {
    static final String SELECT = """
            SELECT volume.*, attachment.instance_id, attachment.device, attachment.state AS attachment_state,
                attachment.delete_on_termination, attachment.attach_time,
            """ + LineageColumns.SELECTED + """
            FROM volume LEFT JOIN volume_attachment attachment ON attachment.volume_id = volume.id
            LEFT JOIN lineage ON lineage.number = volume.lineage
            """;

    private VolumeTable() {}

    static void insert(Handle sql, Volume volume, @Nullable ManifestId base) {
        EbsSettings settings = volume.settings();
        sql.createUpdate("""
                        INSERT INTO volume (id, owner, region, zone, size_gib, type, iops, throughput, state, snapshot_id,
                            source_volume_id, create_time, base_manifest, lineage)
                        VALUES (:id, :owner, :region, :zone, :size, :type, :iops, :throughput, :state, :snapshot,
                            :source, :created, :base, :lineage)""")
                .bind("id", volume.id().value())
                .bind("owner", volume.owner().value())
                .bind("region", volume.region().name())
                .bind("zone", volume.zone())
                .bind("size", settings.sizeGiB())
                .bind("type", settings.type().wire())
                .bind("iops", settings.iops())
                .bind("throughput", settings.throughput())
                .bind("state", volume.state().wire())
                .bind(
                        "snapshot",
                        volume.snapshot() == null ? null : volume.snapshot().value())
                .bind("source", volume.source() == null ? null : volume.source().value())
                .bind("created", volume.createTime().toEpochMilli())
                .bind("base", base == null ? null : base.hex())
                .bind(
                        "lineage",
                        volume.lineage() == null ? null : volume.lineage().id().number())
                .execute();
        if (volume.attachment() != null) {
            attach(sql, volume.id(), volume.attachment());
        }
    }

    static void state(Handle sql, VolumeId id, VolumeState state) {
        sql.execute("UPDATE volume SET state = ? WHERE id = ?", state.wire(), id.value());
    }

    static void settings(Handle sql, VolumeId id, EbsSettings settings) {
        sql.execute(
                "UPDATE volume SET size_gib = ?, type = ?, iops = ?, throughput = ? WHERE id = ?",
                settings.sizeGiB(),
                settings.type().wire(),
                settings.iops(),
                settings.throughput(),
                id.value());
    }

    static Optional<Volume> find(Handle sql, VolumeId id) {
        return sql.select(SELECT + "WHERE volume.id = ?", id.value())
                .map((row, _) -> volume(row))
                .findOne();
    }

    /** The volumes of these ids, in their order. */
    static List<Volume> named(Handle sql, List<String> ids) {
        return Pieces.read(
                ids,
                some -> Condition.in("volume.id", some)
                        .query(sql, SELECT + "WHERE %s ORDER BY volume.id")
                        .map((row, _) -> volume(row))
                        .list());
    }

    static List<Volume> attachedTo(Handle sql, List<String> instances) {
        return Pieces.read(
                instances,
                some -> Condition.in("attachment.instance_id", some)
                        .query(sql, SELECT + "WHERE %s ORDER BY attachment.device")
                        .map((row, _) -> volume(row))
                        .list());
    }

    static List<Volume> attachedTo(Handle sql, InstanceId instance) {
        return sql.select(SELECT + "WHERE attachment.instance_id = ? ORDER BY attachment.device", instance.value())
                .map((row, _) -> volume(row))
                .list();
    }

    static void attach(Handle sql, VolumeId id, Attachment attachment) {
        sql.execute(
                "INSERT INTO volume_attachment VALUES (?, ?, ?, ?, ?, ?)",
                id.value(),
                attachment.instance().value(),
                attachment.device(),
                attachment.state().wire(),
                attachment.deleteOnTermination(),
                attachment.attachTime().toEpochMilli());
    }

    static void attachmentState(Handle sql, VolumeId id, AttachmentState state) {
        sql.execute("UPDATE volume_attachment SET state = ? WHERE volume_id = ?", state.wire(), id.value());
    }

    static void deleteOnTermination(Handle sql, VolumeId id, boolean deleteOnTermination) {
        sql.execute(
                "UPDATE volume_attachment SET delete_on_termination = ? WHERE volume_id = ?",
                deleteOnTermination,
                id.value());
    }

    /** Answers whether it was attached there. */
    static boolean detach(Handle sql, VolumeId id, InstanceId from) {
        return sql.execute(
                        "DELETE FROM volume_attachment WHERE volume_id = ? AND instance_id = ?",
                        id.value(),
                        from.value())
                > 0;
    }

    static void detachFromAll(Handle sql, VolumeId id) {
        sql.execute("DELETE FROM volume_attachment WHERE volume_id = ?", id.value());
    }

    static VolumeIo io(Handle sql, VolumeId id) {
        return sql.select("SELECT auto_enable_io, io_enabled_at FROM volume WHERE id = ?", id.value())
                .map((row, _) -> {
                    boolean autoEnable = row.getBoolean("auto_enable_io");
                    long enabledAt = row.getLong("io_enabled_at");
                    return new VolumeIo(autoEnable, row.wasNull() ? null : Instant.ofEpochMilli(enabledAt));
                })
                .one();
    }

    static void io(Handle sql, VolumeId id, VolumeIo io) {
        sql.execute(
                "UPDATE volume SET auto_enable_io = ?, io_enabled_at = ? WHERE id = ?",
                io.autoEnable(),
                io.enabledAt() == null ? null : io.enabledAt().toEpochMilli(),
                id.value());
    }

    static boolean hasPendingSnapshots(Handle sql, VolumeId id) {
        return sql.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM snapshot WHERE volume_id = :id AND state = 'pending')
                            OR EXISTS (SELECT 1 FROM volume WHERE source_volume_id = :id AND awaited IS NOT NULL)""").bind("id", id.value()).mapTo(Boolean.class).one();
    }

    static void await(Handle sql, VolumeId id, SnapshotId moment) {
        sql.execute("UPDATE volume SET awaited = ? WHERE id = ?", moment.value(), id.value());
    }

    static boolean isAwaited(Handle sql, SnapshotId moment) {
        return sql.select("SELECT EXISTS (SELECT 1 FROM volume WHERE awaited = ?)", moment.value())
                .mapTo(Boolean.class)
                .one();
    }

    static Optional<VolumeId> awaiting(Handle sql, SnapshotId moment) {
        return sql.select("SELECT id FROM volume WHERE awaited = ?", moment.value())
                .map((row, _) -> new VolumeId(row.getString(1)))
                .findOne();
    }

    /** Nothing where none awaits it. */
    static void come(Handle sql, SnapshotId moment, VolumeState state, @Nullable ManifestId base) {
        sql.execute(
                "UPDATE volume SET awaited = NULL, state = ?, base_manifest = ? WHERE awaited = ?",
                state.wire(),
                base == null ? null : base.hex(),
                moment.value());
    }

    static void sealFrom(Handle sql, VolumeId id, ManifestId source) {
        sql.execute("UPDATE volume SET seal_from = ? WHERE id = ?", source.hex(), id.value());
    }

    static Optional<ManifestId> sealFrom(Handle sql, VolumeId id) {
        return sql.select("SELECT seal_from FROM volume WHERE id = ? AND seal_from IS NOT NULL", id.value())
                .map((row, _) -> new ManifestId(row.getString(1)))
                .findOne();
    }

    static void sealed(Handle sql, VolumeId id, ManifestId base) {
        sql.execute(
                "UPDATE volume SET seal_from = NULL, base_manifest = ? WHERE id = ? AND seal_from IS NOT NULL",
                base.hex(),
                id.value());
    }

    static void created(Handle sql, VolumeId id, VolumeState state) {
        sql.execute(
                "UPDATE volume SET state = ?, seal_from = NULL WHERE id = ? AND state = ?",
                state.wire(),
                id.value(),
                VolumeState.CREATING.wire());
    }

    static void delete(Handle sql, VolumeId id) {
        detachFromAll(sql, id);
        sql.execute("DELETE FROM volume WHERE id = ?", id.value());
    }

    static @Nullable LineageId lineage(Handle sql, VolumeId id) {
        return sql.select("SELECT lineage FROM volume WHERE id = ? AND lineage IS NOT NULL", id.value())
                .map((row, _) -> new LineageId(row.getInt(1)))
                .findOne()
                .orElse(null);
    }

    static @Nullable ManifestId base(Handle sql, VolumeId id) {
        if (sealFrom(sql, id).isPresent()) {
            throw new IllegalStateException(id + " is not sealed yet");
        }
        return sql.select("SELECT base_manifest FROM volume WHERE id = ? AND base_manifest IS NOT NULL", id.value())
                .map((row, _) -> new ManifestId(row.getString(1)))
                .findOne()
                .orElse(null);
    }

    /**
     * The bases, what is to be sealed to be one, and what was stored of overlays: the newest such is what a volume now lies on. And what instances were
     * launched from whose root volume was replaced: they may be given that again.
     */
    static Set<ManifestId> manifests(Handle sql) {
        return sql.select("""
                        SELECT base_manifest FROM volume WHERE base_manifest IS NOT NULL
                        UNION SELECT seal_from FROM volume WHERE seal_from IS NOT NULL
                        UNION SELECT stored_manifest FROM volume_overlay WHERE stored_manifest IS NOT NULL
                        UNION SELECT task.launch_manifest FROM replace_root_volume_task task
                            JOIN instance ON instance.id = task.instance_id
                            WHERE task.launch_manifest IS NOT NULL AND instance.state <> 'terminated'""").map((row, _) -> new ManifestId(row.getString(1))).set();
    }

    static Volume volume(ResultSet row) throws SQLException {
        String snapshot = row.getString("snapshot_id");
        String source = row.getString("source_volume_id");
        return new Volume(
                new VolumeId(row.getString("id")),
                new AccountId(row.getString("owner")),
                new Region(row.getString("region")),
                row.getString("zone"),
                new EbsSettings(
                        row.getInt("size_gib"),
                        VolumeType.parse(row.getString("type")),
                        integer(row, "iops"),
                        integer(row, "throughput")),
                VolumeState.of(row.getString("state")),
                snapshot == null ? null : new SnapshotId(snapshot),
                source == null ? null : new VolumeId(source),
                Instant.ofEpochMilli(row.getLong("create_time")),
                attachment(row),
                LineageColumns.read(row));
    }

    private static @Nullable Attachment attachment(ResultSet row) throws SQLException {
        String instance = row.getString("instance_id");
        if (instance == null) {
            return null;
        }
        return new Attachment(
                new InstanceId(instance),
                row.getString("device"),
                AttachmentState.of(row.getString("attachment_state")),
                row.getBoolean("delete_on_termination"),
                Instant.ofEpochMilli(row.getLong("attach_time")));
    }

    static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
