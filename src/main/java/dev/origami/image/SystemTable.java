package dev.origami.image;

import dev.origami.database.Condition;
import dev.origami.filesystem.OperatingSystem;
import dev.origami.id.ImageId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows of {@code image_system}: the operating systems of images, where they are known. */
final class SystemTable {
    private SystemTable() {}

    static void put(Handle sql, ImageId image, OperatingSystem system) {
        sql.createUpdate("INSERT OR REPLACE INTO image_system VALUES (:image, :id, :name, :version)")
                .bind("image", image.value())
                .bind("id", system.id())
                .bind("name", system.name())
                .bind("version", system.version())
                .execute();
    }

    static Map<ImageId, OperatingSystem> of(Handle sql, Collection<ImageId> images) {
        return Condition.in("image_id", images.stream().map(ImageId::value).toList())
                .query(sql, "SELECT * FROM image_system WHERE %s")
                .reduceResultSet(new HashMap<>(), (found, row, _) -> {
                    found.put(
                            new ImageId(row.getString("image_id")),
                            new OperatingSystem(
                                    row.getString("system_id"), row.getString("name"), row.getString("version")));
                    return found;
                });
    }
}
