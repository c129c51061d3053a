package dev.origami.zone;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of {@code on_outpost}. */
final class OnOutpostTable {
    private OnOutpostTable() {}

    static void insert(Handle sql, String id, String outpost) {
        sql.execute("INSERT INTO on_outpost (resource, outpost) VALUES (?, ?)", id, outpost);
    }

    static Map<String, String> of(Handle sql, List<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return sql
                .createQuery("SELECT resource, outpost FROM on_outpost WHERE resource IN (<ids>)")
                .bindList("ids", ids)
                .map((row, _) -> Map.entry(row.getString("resource"), row.getString("outpost")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
