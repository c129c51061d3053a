package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.KeyId;
import dev.origami.id.Region;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of {@code kms_key}. A key whose time has come is in none of the answers, whether its row is still there or not. */
final class KeyTable {
    private static final String NOT_GONE = " AND (deletion_date IS NULL OR deletion_date > ?)";

    private KeyTable() {}

    static void insert(Handle sql, Key key) {
        sql.execute(
                "INSERT INTO kms_key (id, account, region, manager, state, description, create_time) "
                        + "VALUES (?, ?, ?, ?, ?, ?, ?)",
                key.id().value(),
                key.account().value(),
                key.region().name(),
                key.manager().name(),
                key.state().wire(),
                key.description(),
                key.creationDate().toString());
    }

    static void update(Handle sql, Key key) {
        sql.createUpdate("UPDATE kms_key SET state = :state, deletion_date = :date, description = :description "
                        + "WHERE id = :id")
                .bind("state", key.state().wire())
                .bind("date", deletionDate(key.state()))
                .bind("description", key.description())
                .bind("id", key.id().value())
                .execute();
    }

    static Optional<Key> byId(Handle sql, KeyId id, Instant now) {
        return sql.select("SELECT * FROM kms_key WHERE id = ?" + NOT_GONE, id.value(), time(now))
                .map((row, _) -> key(row))
                .findOne();
    }

    static Optional<Key> byAlias(Handle sql, AccountId account, Region region, String alias, Instant now) {
        return sql.select(
                        "SELECT kms_key.* FROM kms_alias JOIN kms_key ON kms_key.id = kms_alias.key_id "
                                + "WHERE kms_alias.account = ? AND kms_alias.region = ? AND kms_alias.name = ?"
                                + NOT_GONE,
                        account.value(),
                        region.name(),
                        alias,
                        time(now))
                .map((row, _) -> key(row))
                .findOne();
    }

    static List<Key> of(Handle sql, Caller caller, Instant now) {
        return sql.select(
                        "SELECT * FROM kms_key WHERE account = ? AND region = ?" + NOT_GONE + " ORDER BY id",
                        caller.account().value(),
                        caller.region().name(),
                        time(now))
                .map((row, _) -> key(row))
                .list();
    }

    static boolean isManagedByService(Handle sql, KeyId id) {
        return sql.select("SELECT EXISTS (SELECT 1 FROM kms_key WHERE id = ? AND manager = 'AWS')", id.value())
                .mapTo(Boolean.class)
                .one();
    }

    static int count(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT count(*) FROM kms_key WHERE account = ? AND region = ? AND manager = 'CUSTOMER'",
                        caller.account().value(),
                        caller.region().name())
                .mapTo(Integer.class)
                .one();
    }

    /** Takes away the keys whose time has come, with material, aliases, tags and grants. */
    static void deleteGone(Handle sql, Instant now) {
        sql.execute("DELETE FROM kms_key WHERE deletion_date <= ?", time(now));
    }

    private static @Nullable String deletionDate(KeyState state) {
        return switch (state) {
            case KeyState.Enabled _, KeyState.Disabled _ -> null;
            case KeyState.PendingDeletion pending -> time(pending.deletionDate());
        };
    }

    /** Whole seconds, so that texts are in the order of times. */
    private static String time(Instant instant) {
        return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(
                new KeyId(row.getString("id")),
                new AccountId(row.getString("account")),
                new Region(row.getString("region")),
                KeyManager.valueOf(row.getString("manager")),
                state(row.getString("state"), row.getString("deletion_date")),
                row.getString("description"),
                Instant.parse(row.getString("create_time")));
    }

    private static KeyState state(String word, @Nullable String deletionDate) {
        if (deletionDate != null) {
            return new KeyState.PendingDeletion(Instant.parse(deletionDate));
        }
        return word.equals("Enabled") ? new KeyState.Enabled() : new KeyState.Disabled();
    }
}
