package dev.origami.recyclebin;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.RuleId;
import dev.origami.tag.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of retention rules. */
final class RetentionRuleTable {
    private static final String RESOURCE = "resource";
    private static final String EXCLUDED = "excluded";
    private static final String OWN = "own";

    private RetentionRuleTable() {}

    /** Which list of a rule a tag is in. */
    private record Place(String rule, String role) {}

    /** Records the rule, in the place of what was recorded of it before. */
    static void put(Handle sql, RetentionRule rule) {
        delete(sql, rule.id());
        sql.createUpdate("""
                        INSERT INTO retention_rule (id, account, region, kind, retention_days, description, lock_state,
                            unlock_delay_days, unlock_end)
                        VALUES (:id, :account, :region, :kind, :days, :description, :lock, :delay, :end)""")
                .bind("id", rule.id().value())
                .bind("account", rule.account().value())
                .bind("region", rule.region().name())
                .bind("kind", rule.kind().name())
                .bind("days", rule.retentionDays())
                .bind("description", rule.description())
                .bind("lock", word(rule.lock()))
                .bind("delay", delay(rule.lock()))
                .bind(
                        "end",
                        rule.lock() instanceof RuleLock.Unlocked unlocked
                                ? (Long) unlocked.end().toEpochMilli()
                                : null)
                .execute();
        insert(sql, rule.id(), RESOURCE, rule.resourceTags());
        insert(sql, rule.id(), EXCLUDED, rule.excludedTags());
        insert(sql, rule.id(), OWN, rule.tags());
    }

    private static void insert(Handle sql, RuleId id, String role, List<Tag> tags) {
        for (int position = 0; position < tags.size(); position++) {
            Tag tag = tags.get(position);
            sql.execute(
                    "INSERT INTO retention_rule_tag (rule_id, role, position, key, value) VALUES (?, ?, ?, ?, ?)",
                    id.value(),
                    role,
                    position,
                    tag.key(),
                    tag.value());
        }
    }

    static void delete(Handle sql, RuleId id) {
        sql.execute("DELETE FROM retention_rule_tag WHERE rule_id = ?", id.value());
        sql.execute("DELETE FROM retention_rule WHERE id = ?", id.value());
    }

    /** The rules of an account and region, by id; two statements, however many there are. */
    static List<RetentionRule> of(Handle sql, Caller caller) {
        String account = caller.account().value();
        String region = caller.region().name();
        Map<Place, List<Tag>> tags = new HashMap<>();
        sql.select("""
                        SELECT tag.* FROM retention_rule_tag tag JOIN retention_rule rule ON rule.id = tag.rule_id
                        WHERE rule.account = ? AND rule.region = ? ORDER BY tag.rule_id, tag.role, tag.position""", account, region)
                .map((row, _) -> Map.entry(
                        new Place(row.getString("rule_id"), row.getString("role")),
                        new Tag(row.getString("key"), row.getString("value"))))
                .forEach(entry -> tags.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                        .add(entry.getValue()));
        return sql.select("SELECT * FROM retention_rule WHERE account = ? AND region = ? ORDER BY id", account, region)
                .map((row, _) -> rule(row, tags))
                .list();
    }

    private static RetentionRule rule(ResultSet row, Map<Place, List<Tag>> tags) throws SQLException {
        String id = row.getString("id");
        return new RetentionRule(
                new RuleId(id),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                RetainedKind.valueOf(row.getString("kind")),
                row.getInt("retention_days"),
                row.getString("description"),
                tags.getOrDefault(new Place(id, RESOURCE), List.of()),
                tags.getOrDefault(new Place(id, EXCLUDED), List.of()),
                lock(row),
                tags.getOrDefault(new Place(id, OWN), List.of()));
    }

    private static RuleLock lock(ResultSet row) throws SQLException {
        String word = row.getString("lock_state");
        if (word == null) {
            return new RuleLock.Never();
        }
        int delay = row.getInt("unlock_delay_days");
        return switch (word) {
            case "locked" -> new RuleLock.Locked(delay);
            case "unlocked" -> new RuleLock.Unlocked(delay, Instant.ofEpochMilli(row.getLong("unlock_end")));
            default -> throw new IllegalStateException("lock of a retention rule: " + word);
        };
    }

    private static @Nullable String word(RuleLock lock) {
        return switch (lock) {
            case RuleLock.Never _ -> null;
            case RuleLock.Locked _ -> "locked";
            case RuleLock.Unlocked _ -> "unlocked";
        };
    }

    private static @Nullable Integer delay(RuleLock lock) {
        return switch (lock) {
            case RuleLock.Never _ -> null;
            case RuleLock.Locked locked -> locked.unlockDelayDays();
            case RuleLock.Unlocked unlocked -> unlocked.unlockDelayDays();
        };
    }
}
