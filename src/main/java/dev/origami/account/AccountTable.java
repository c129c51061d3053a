package dev.origami.account;

import dev.origami.id.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The SQL of accounts and their access keys. */
final class AccountTable {
    private static final RowMapper<Account> ACCOUNT = (row, context) -> new Account(
            new AccountId(row.getString("id")), row.getString("name"), Instant.parse(row.getString("created_at")));
    private static final RowMapper<AccessKey> KEY = (row, context) ->
            new AccessKey(row.getString("id"), new AccountId(row.getString("account_id")), row.getString("secret"));

    private AccountTable() {}

    static void insert(Handle sql, Account account) {
        sql.execute(
                "INSERT INTO account (id, name, created_at) VALUES (?, ?, ?)",
                account.id().value(),
                account.name(),
                account.created().toString());
    }

    static void insert(Handle sql, AccessKey key, Instant created) {
        sql.execute(
                "INSERT INTO access_key (id, account_id, secret, created_at) VALUES (?, ?, ?, ?)",
                key.id(),
                key.account().value(),
                key.secret(),
                created.toString());
    }

    static Optional<Account> byId(Handle sql, AccountId id) {
        return sql.select("SELECT * FROM account WHERE id = ?", id.value())
                .map(ACCOUNT)
                .findOne();
    }

    static Optional<Account> byName(Handle sql, String name) {
        return sql.select("SELECT * FROM account WHERE name = ?", name)
                .map(ACCOUNT)
                .findOne();
    }

    static List<Account> all(Handle sql) {
        return sql.select("SELECT * FROM account ORDER BY created_at, id")
                .map(ACCOUNT)
                .list();
    }

    static Optional<AccessKey> key(Handle sql, String id) {
        return sql.select("SELECT * FROM access_key WHERE id = ?", id).map(KEY).findOne();
    }

    static Optional<AccessKey> newestKey(Handle sql, AccountId account) {
        return sql.select(
                        "SELECT * FROM access_key WHERE account_id = ? ORDER BY created_at DESC, id LIMIT 1",
                        account.value())
                .map(KEY)
                .findOne();
    }
}
