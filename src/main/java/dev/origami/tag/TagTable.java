package dev.origami.tag;

import dev.origami.account.Caller;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The SQL of tags. */
final class TagTable {
    /** More ids than this are not named one by one in a statement: all tags of the account are read instead. */
    private static final int NAMED_IDS = 200;

    private TagTable() {}

    static void put(Handle sql, Caller owner, ResourceTag tag) {
        sql.execute(
                """
                INSERT INTO tag (resource_id, key, value, resource_type, account, region) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (resource_id, key) DO UPDATE SET value = excluded.value""",
                tag.resourceId(),
                tag.tag().key(),
                tag.tag().value(),
                tag.resourceType(),
                owner.account().value(),
                owner.region().name());
    }

    /** How many tags of the user's are on it. */
    static int count(Handle sql, String resourceId) {
        return sql.select("SELECT count(*) FROM tag WHERE resource_id = ? AND key NOT LIKE 'aws:%'", resourceId)
                .mapTo(Integer.class)
                .one();
    }

    static void remove(Handle sql, String resourceId, TagRemoval removal) {
        sql.createUpdate("DELETE FROM tag WHERE resource_id = :id AND key = :key AND value = coalesce(:value, value)")
                .bind("id", resourceId)
                .bind("key", removal.key())
                .bind("value", removal.value())
                .execute();
    }

    static void removeAllOfUser(Handle sql, String resourceId) {
        sql.execute("DELETE FROM tag WHERE resource_id = ? AND key NOT LIKE 'aws:%'", resourceId);
    }

    static void removeAll(Handle sql, String resourceId) {
        sql.execute("DELETE FROM tag WHERE resource_id = ?", resourceId);
    }

    static List<ResourceTag> ofAccount(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT * FROM tag WHERE account = ? AND region = ? ORDER BY resource_id, key",
                        caller.account().value(),
                        caller.region().name())
                .map((row, _) -> tag(row))
                .list();
    }

    static Map<String, List<Tag>> of(Handle sql, Caller caller, Collection<String> ids) {
        List<ResourceTag> tags;
        if (ids.isEmpty()) {
            tags = List.of();
        } else if (ids.size() > NAMED_IDS) {
            tags = ofAccount(sql, caller);
        } else {
            tags = sql.createQuery("SELECT * FROM tag WHERE resource_id IN (<ids>) AND account = :account ORDER BY key")
                    .bindList("ids", ids)
                    .bind("account", caller.account().value())
                    .map((row, _) -> tag(row))
                    .list();
        }
        Map<String, List<Tag>> byResource = new TreeMap<>();
        for (ResourceTag tag : tags) {
            byResource.computeIfAbsent(tag.resourceId(), _ -> new ArrayList<>()).add(tag.tag());
        }
        return byResource;
    }

    private static ResourceTag tag(java.sql.ResultSet row) throws java.sql.SQLException {
        return new ResourceTag(
                row.getString("resource_id"),
                row.getString("resource_type"),
                new Tag(row.getString("key"), row.getString("value")));
    }
}
