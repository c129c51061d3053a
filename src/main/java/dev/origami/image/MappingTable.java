package dev.origami.image;

import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.LineageColumns;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The SQL of block device mappings. */
final class MappingTable {
    private MappingTable() {}

    static void insert(Handle sql, ImageId image, List<BlockDeviceMapping> mappings) {
        PreparedBatch batch = sql.prepareBatch("""
                INSERT INTO image_block_device (image_id, position, device, kind, snapshot_id, size_gib, type, iops,
                    throughput, delete_on_termination, virtual_name, encrypted)
                VALUES (:image, :position, :device, :kind, :snapshot, :size, :type, :iops, :throughput, :delete, :virtual, :encrypted)""");
        for (int position = 0; position < mappings.size(); position++) {
            BlockDeviceMapping mapping = mappings.get(position);
            batch.bind("image", image.value()).bind("position", position).bind("device", mapping.deviceName());
            BlockDeviceMapping.@Nullable Ebs ebs = mapping instanceof BlockDeviceMapping.Ebs volume ? volume : null;
            @Nullable EbsSettings settings = ebs == null ? null : ebs.settings();
            batch.bind("kind", kind(mapping))
                    .bind(
                            "snapshot",
                            ebs == null || ebs.snapshot() == null
                                    ? null
                                    : ebs.snapshot().value())
                    .bind("size", settings == null ? null : settings.sizeGiB())
                    .bind("type", settings == null ? null : settings.type().wire())
                    .bind("iops", settings == null ? null : settings.iops())
                    .bind("throughput", settings == null ? null : settings.throughput())
                    .bind("delete", ebs == null ? null : ebs.deleteOnTermination())
                    .bind("virtual", mapping instanceof BlockDeviceMapping.Ephemeral disk ? disk.virtualName() : null)
                    .bind("encrypted", ebs != null && ebs.encrypted())
                    .add();
        }
        if (!mappings.isEmpty()) {
            int[] _ = batch.execute();
        }
    }

    /** The mappings of images, by image. The query gives rows of the table. */
    static Map<String, List<BlockDeviceMapping>> of(Query query) {
        Map<String, List<BlockDeviceMapping>> byImage = new TreeMap<>();
        query.map((row, _) -> Map.entry(row.getString("image_id"), mapping(row)))
                .forEach(entry -> byImage.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                        .add(entry.getValue()));
        return byImage;
    }

    /** Of the image's snapshots that are encrypted. */
    static List<Lineage> lineages(Handle sql, ImageId image) {
        return sql.select("SELECT DISTINCT " + LineageColumns.SELECTED + """
                        FROM image_block_device device JOIN snapshot ON snapshot.id = device.snapshot_id
                        JOIN lineage ON lineage.number = snapshot.lineage WHERE device.image_id = ?""", image.value())
                .map((row, _) -> LineageColumns.one(row))
                .list();
    }

    private static String kind(BlockDeviceMapping mapping) {
        return switch (mapping) {
            case BlockDeviceMapping.Ebs _ -> "ebs";
            case BlockDeviceMapping.Ephemeral _ -> "ephemeral";
            case BlockDeviceMapping.NoDevice _ -> "no-device";
        };
    }

    private static BlockDeviceMapping mapping(ResultSet row) throws SQLException {
        String device = row.getString("device");
        return switch (row.getString("kind")) {
            case "ebs" -> {
                String snapshot = row.getString("snapshot_id");
                yield new BlockDeviceMapping.Ebs(
                        device,
                        snapshot == null ? null : new SnapshotId(snapshot),
                        new EbsSettings(
                                row.getInt("size_gib"),
                                VolumeType.parse(row.getString("type")),
                                integer(row, "iops"),
                                integer(row, "throughput")),
                        row.getBoolean("delete_on_termination"),
                        row.getBoolean("encrypted"));
            }
            case "ephemeral" -> new BlockDeviceMapping.Ephemeral(device, row.getString("virtual_name"));
            case "no-device" -> new BlockDeviceMapping.NoDevice(device);
            default -> throw new IllegalStateException("kind of a mapping: " + row.getString("kind"));
        };
    }

    private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
