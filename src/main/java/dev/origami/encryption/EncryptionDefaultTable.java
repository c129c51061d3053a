package dev.origami.encryption;

import dev.origami.account.Caller;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of what accounts encrypt unasked. */
final class EncryptionDefaultTable {
    private EncryptionDefaultTable() {}

    static boolean isOn(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT by_default FROM encryption_default WHERE account = ? AND region = ?",
                        caller.account().value(),
                        caller.region().name())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    static void turn(Handle sql, Caller caller, boolean on) {
        sql.execute("""
                INSERT INTO encryption_default (account, region, by_default) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET by_default = excluded.by_default""", caller.account().value(), caller.region().name(), on);
    }

    static Optional<String> key(Handle sql, Caller caller) {
        return sql.select("""
                        SELECT key_arn FROM encryption_default
                        WHERE account = ? AND region = ? AND key_arn IS NOT NULL""", caller.account().value(), caller.region().name())
                .mapTo(String.class)
                .findOne();
    }

    static void choose(Handle sql, Caller caller, @Nullable String arn) {
        sql.createUpdate("""
                        INSERT INTO encryption_default (account, region, by_default, key_arn)
                        VALUES (:account, :region, 0, :arn)
                        ON CONFLICT DO UPDATE SET key_arn = excluded.key_arn""")
                .bind("account", caller.account().value())
                .bind("region", caller.region().name())
                .bind("arn", arn)
                .execute();
    }
}
