package dev.origami.image;

import dev.origami.id.ImageId;
import dev.origami.id.Region;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of what kernels and RAM disks hold. */
final class BootFileTable {
    private BootFileTable() {}

    static void insert(Handle sql, ImageId image, BootFiles.Content content) {
        sql.execute(
                "INSERT INTO boot_file VALUES (?, ?, ?)", image.value(), content.lengthBytes(), content.hasVirtio());
    }

    static Optional<BootFiles.Content> find(Handle sql, ImageId image) {
        return sql.select("SELECT length_bytes, has_virtio FROM boot_file WHERE image = ?", image.value())
                .map((row, _) -> new BootFiles.Content(row.getLong(1), row.getBoolean(2)))
                .findOne();
    }

    /** Those of a region that are copies of one, or hold the same bytes. */
    static List<ImageId> alike(Handle sql, ImageId image, Region region) {
        return sql.select("""
                        SELECT i.id FROM boot_file b JOIN image i ON i.id = b.image
                            JOIN image_block_device d ON d.image_id = i.id JOIN snapshot s ON s.id = d.snapshot_id
                        WHERE i.region = :region AND i.state = 'available' AND substr(i.id, 1, 3) = substr(:image, 1, 3)
                            AND (i.source_image = :image OR s.manifest = (
                                SELECT s.manifest FROM image_block_device d JOIN snapshot s ON s.id = d.snapshot_id
                                WHERE d.image_id = :image))
                        ORDER BY i.number""")
                .bind("region", region.name())
                .bind("image", image.value())
                .map((row, _) -> new ImageId(row.getString(1)))
                .list();
    }
}
