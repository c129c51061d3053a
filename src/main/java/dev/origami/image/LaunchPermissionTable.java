package dev.origami.image;

import dev.origami.account.Grantee;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The SQL of launch permissions. The owner's own is implied, and not in it. */
final class LaunchPermissionTable {
    private LaunchPermissionTable() {}

    static void grant(Handle sql, ImageId image, Grantee grantee) {
        sql.execute("""
                INSERT INTO image_launch_permission (image_id, grantee, region, number)
                SELECT id, ?, region, number FROM image WHERE id = ? ON CONFLICT DO NOTHING""", grantee.text(), image.value());
        noteWhetherPublic(sql, image);
    }

    static void revoke(Handle sql, ImageId image, Grantee grantee) {
        sql.execute(
                "DELETE FROM image_launch_permission WHERE image_id = ? AND grantee = ?",
                image.value(),
                grantee.text());
        noteWhetherPublic(sql, image);
    }

    static void revokeAll(Handle sql, ImageId image) {
        sql.execute("DELETE FROM image_launch_permission WHERE image_id = ?", image.value());
        noteWhetherPublic(sql, image);
    }

    /** The index of public images goes by the image's own row. */
    private static void noteWhetherPublic(Handle sql, ImageId image) {
        sql.execute("""
                UPDATE image SET is_public = EXISTS (
                    SELECT 1 FROM image_launch_permission WHERE image_id = image.id AND grantee = 'all')
                WHERE id = ?""", image.value());
    }

    static List<Grantee> of(Handle sql, ImageId image) {
        return sql.select(
                        "SELECT grantee FROM image_launch_permission WHERE image_id = ? ORDER BY grantee",
                        image.value())
                .map((row, _) -> Grantee.of(row.getString(1)))
                .list();
    }

    static boolean isGranted(Handle sql, ImageId image, AccountId account) {
        return sql.select(
                                "SELECT count(*) FROM image_launch_permission WHERE image_id = ? AND grantee IN (?, 'all')",
                                image.value(),
                                account.value())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }
}
