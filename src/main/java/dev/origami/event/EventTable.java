package dev.origami.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The SQL of events. */
final class EventTable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> DETAIL = new TypeReference<>() {};

    private EventTable() {}

    /** The sequence of the last event; 0 when there was none. */
    static long latest(Handle sql, AccountId account, Region region) {
        return sql.select(
                        "SELECT coalesce(max(sequence), 0) FROM event WHERE account = ? AND region = ?",
                        account.value(),
                        region.name())
                .mapTo(Long.class)
                .one();
    }

    static void insert(Handle sql, Event event) {
        Message message = event.message();
        sql.execute(
                "INSERT INTO event (account, region, sequence, id, time, detail_type, resources, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                event.account().value(),
                event.region().name(),
                event.sequence(),
                event.id(),
                event.time().toEpochMilli(),
                message.detailType(),
                String.join("\n", message.resources()),
                json(message.detail()));
    }

    static void forgetUpTo(Handle sql, AccountId account, Region region, long sequence) {
        sql.execute(
                "DELETE FROM event WHERE account = ? AND region = ? AND sequence <= ?",
                account.value(),
                region.name(),
                sequence);
    }

    static List<Event> after(Handle sql, AccountId account, Region region, long sequence, int most) {
        return sql.select(
                        "SELECT * FROM event WHERE account = ? AND region = ? AND sequence > ?"
                                + " ORDER BY sequence LIMIT ?",
                        account.value(),
                        region.name(),
                        sequence,
                        most)
                .map((row, _) -> event(row))
                .list();
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getLong("sequence"),
                row.getString("id"),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                Instant.ofEpochMilli(row.getLong("time")),
                new Message(
                        row.getString("detail_type"),
                        row.getString("resources").lines().toList(),
                        detail(row.getString("detail"))));
    }

    private static String json(Map<String, String> detail) {
        try {
            return JSON.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts that are no JSON", e);
        }
    }

    private static Map<String, String> detail(String json) {
        try {
            return JSON.readValue(json, DETAIL);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event whose detail is no JSON object of texts", e);
        }
    }
}
