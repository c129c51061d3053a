package dev.origami.keypair;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.KeyPairId;
import dev.origami.id.Region;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of {@code key_pair}. */
final class KeyPairTable {
    private KeyPairTable() {}

    static void insert(Handle sql, KeyPair key) {
        sql.execute(
                "INSERT INTO key_pair (id, account, region, name, type, fingerprint, public_key, create_time) "
                        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                key.id().value(),
                key.account().value(),
                key.region().name(),
                key.name(),
                key.type().wire(),
                key.fingerprint(),
                key.publicKey(),
                key.createTime().toString());
    }

    static List<KeyPair> of(Handle sql, Caller caller) {
        return sql.select(
                        "SELECT * FROM key_pair WHERE account = ? AND region = ? ORDER BY name",
                        caller.account().value(),
                        caller.region().name())
                .map((rs, context) -> new KeyPair(
                        new KeyPairId(rs.getString("id")),
                        new AccountId(rs.getString("account")),
                        new Region(rs.getString("region")),
                        rs.getString("name"),
                        KeyType.of(rs.getString("type")),
                        rs.getString("fingerprint"),
                        rs.getString("public_key"),
                        Instant.parse(rs.getString("create_time"))))
                .list();
    }

    static void delete(Handle sql, KeyPairId id) {
        sql.execute("DELETE FROM key_pair WHERE id = ?", id.value());
    }
}
