package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.KeyId;
import dev.origami.id.Region;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of {@code kms_alias}. */
final class AliasTable {
    private AliasTable() {}

    static void insert(Handle sql, Alias alias) {
        sql.execute(
                "INSERT INTO kms_alias (account, region, name, key_id, create_time, update_time) "
                        + "VALUES (?, ?, ?, ?, ?, ?)",
                alias.account().value(),
                alias.region().name(),
                alias.name(),
                alias.target().value(),
                alias.creationDate().toString(),
                alias.lastUpdatedDate().toString());
    }

    static void update(Handle sql, Alias alias) {
        sql.execute(
                "UPDATE kms_alias SET key_id = ?, update_time = ? WHERE account = ? AND region = ? AND name = ?",
                alias.target().value(),
                alias.lastUpdatedDate().toString(),
                alias.account().value(),
                alias.region().name(),
                alias.name());
    }

    static void delete(Handle sql, Alias alias) {
        sql.execute(
                "DELETE FROM kms_alias WHERE account = ? AND region = ? AND name = ?",
                alias.account().value(),
                alias.region().name(),
                alias.name());
    }

    static List<Alias> of(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT * FROM kms_alias WHERE account = ? AND region = ? ORDER BY name",
                        caller.account().value(),
                        caller.region().name())
                .map((row, _) -> new Alias(
                        new AccountId(row.getString("account")),
                        new Region(row.getString("region")),
                        row.getString("name"),
                        new KeyId(row.getString("key_id")),
                        Instant.parse(row.getString("create_time")),
                        Instant.parse(row.getString("update_time"))))
                .list();
    }

    static int count(Handle sql, KeyId key) {
        return sql.select("SELECT count(*) FROM kms_alias WHERE key_id = ?", key.value())
                .mapTo(Integer.class)
                .one();
    }
}
