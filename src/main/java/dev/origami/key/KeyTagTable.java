package dev.origami.key;

import dev.origami.id.KeyId;
import dev.origami.key.KeyTags.KeyTag;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of {@code kms_key_tag}. */
final class KeyTagTable {
    private KeyTagTable() {}

    static void put(Handle sql, KeyId key, KeyTag tag) {
        sql.execute(
                "INSERT INTO kms_key_tag (key_id, key, value) VALUES (?, ?, ?) "
                        + "ON CONFLICT (key_id, key) DO UPDATE SET value = excluded.value",
                key.value(),
                tag.key(),
                tag.value());
    }

    static void remove(Handle sql, KeyId key, String tagKey) {
        sql.execute("DELETE FROM kms_key_tag WHERE key_id = ? AND key = ?", key.value(), tagKey);
    }

    static List<KeyTag> of(Handle sql, KeyId key) {
        return sql.select("SELECT key, value FROM kms_key_tag WHERE key_id = ? ORDER BY key", key.value())
                .map((row, _) -> new KeyTag(row.getString("key"), row.getString("value")))
                .list();
    }
}
