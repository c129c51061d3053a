package dev.origami.tag;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The SQL of tags. */
final class TagTable {
    /** So many ids are named in one statement. */
    private static final int NAMED_IDS = 1000;

    private static final String OF_USER = " AND key NOT LIKE '" + Tags.RESERVED + "%'";

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

    static int countOfUser(Handle sql, String resourceId) {
        return sql.select("SELECT count(*) FROM tag WHERE resource_id = ?" + OF_USER, resourceId)
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
        sql.execute("DELETE FROM tag WHERE resource_id = ?" + OF_USER, resourceId);
    }

    static void removeAll(Handle sql, String resourceId) {
        sql.execute("DELETE FROM tag WHERE resource_id = ?", resourceId);
    }

    /** The tags of these resource ids and keys, with a space between, in their order. */
    static List<ResourceTag> keyed(Handle sql, List<String> keys) {
        List<ResourceTag> tags = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += NAMED_IDS) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + NAMED_IDS));
            String marks = String.join(", ", Collections.nCopies(some.size(), "(?, ?)"));
            List<String> parts = some.stream()
                    .flatMap(key -> Arrays.stream(key.split(" ", 2)))
                    .toList();
            tags.addAll(new Condition(marks, List.copyOf(parts))
                    .query(sql, """
                            WITH wanted (id, name) AS (VALUES %s) SELECT tag.* FROM wanted CROSS JOIN tag
                                ON tag.resource_id = wanted.id AND tag.key = wanted.name
                            ORDER BY tag.resource_id, tag.key""")
                    .map((row, _) -> tag(row))
                    .list());
        }
        return tags;
    }

    static Map<String, List<Tag>> of(Handle sql, Caller caller, Collection<String> ids) {
        // Not by an index of the account, which may have very many: hence coalesce.
        List<String> all = List.copyOf(ids);
        List<ResourceTag> tags = new ArrayList<>();
        for (int from = 0; from < all.size(); from += NAMED_IDS) {
            tags.addAll(Condition.in("resource_id", all.subList(from, Math.min(all.size(), from + NAMED_IDS)))
                    .and(Condition.of(
                            "coalesce(account, '') = ?", caller.account().value()))
                    .query(sql, "SELECT * FROM tag WHERE %s ORDER BY key")
                    .map((row, _) -> tag(row))
                    .list());
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
