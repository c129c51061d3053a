package dev.origami.key;

import dev.origami.id.AccountId;
import dev.origami.id.KeyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of {@code kms_grant} and {@code kms_grant_context}. */
final class GrantTable {
    private static final String EQUALS = "equals";
    private static final String SUBSET = "subset";

    private GrantTable() {}

    static void insert(Handle sql, Grant grant) {
        GrantTerms terms = grant.terms();
        sql.createUpdate("INSERT INTO kms_grant "
                        + "(id, key_id, token, name, grantee, retiring, issuing, operations, create_time) VALUES "
                        + "(:id, :key, :token, :name, :grantee, :retiring, :issuing, :operations, :created)")
                .bind("id", grant.id())
                .bind("key", grant.key().value())
                .bind("token", grant.token())
                .bind("name", terms.name().isEmpty() ? null : terms.name())
                .bind("grantee", terms.grantee().value())
                .bind("retiring", terms.retiring().map(AccountId::value).orElse(null))
                .bind("issuing", grant.issuing().value())
                .bind(
                        "operations",
                        terms.sortedOperations().stream()
                                .map(GrantOperation::wire)
                                .collect(Collectors.joining("\n")))
                .bind("created", grant.creationDate().toString())
                .execute();
        insert(sql, grant, EQUALS, terms.equal());
        insert(sql, grant, SUBSET, terms.subset());
    }

    private static void insert(Handle sql, Grant grant, String condition, EncryptionContext context) {
        context.pairs()
                .forEach((key, value) -> sql.execute(
                        "INSERT INTO kms_grant_context (grant_id, condition, key, value) VALUES (?, ?, ?, ?)",
                        grant.id(),
                        condition,
                        key,
                        value));
    }

    static List<Grant> of(Handle sql, KeyId key) {
        return sql.select("SELECT * FROM kms_grant WHERE key_id = ? ORDER BY id", key.value())
                .map((row, _) -> grant(sql, row))
                .list();
    }

    static List<Grant> of(Handle sql, KeyId key, AccountId grantee) {
        return sql.select("SELECT * FROM kms_grant WHERE key_id = ? AND grantee = ?", key.value(), grantee.value())
                .map((row, _) -> grant(sql, row))
                .list();
    }

    static int count(Handle sql, KeyId key) {
        return sql.select("SELECT count(*) FROM kms_grant WHERE key_id = ?", key.value())
                .mapTo(Integer.class)
                .one();
    }

    static Optional<Grant> byToken(Handle sql, String token) {
        return sql.select("SELECT * FROM kms_grant WHERE token = ?", token)
                .map((row, _) -> grant(sql, row))
                .findOne();
    }

    static void delete(Handle sql, Grant grant) {
        sql.execute("DELETE FROM kms_grant WHERE id = ?", grant.id());
    }

    private static Grant grant(Handle sql, ResultSet row) throws SQLException {
        String id = row.getString("id");
        String name = row.getString("name");
        String retiring = row.getString("retiring");
        Set<GrantOperation> operations = row.getString("operations")
                .lines()
                .map(wire -> GrantOperation.of(wire).orElseThrow())
                .collect(Collectors.toSet());
        return new Grant(
                id,
                new KeyId(row.getString("key_id")),
                row.getString("token"),
                new AccountId(row.getString("issuing")),
                Instant.parse(row.getString("create_time")),
                new GrantTerms(
                        name == null ? "" : name,
                        new AccountId(row.getString("grantee")),
                        Optional.ofNullable(retiring).map(AccountId::new),
                        operations,
                        context(sql, id, EQUALS),
                        context(sql, id, SUBSET)));
    }

    private static EncryptionContext context(Handle sql, String grant, String condition) {
        Map<String, String> pairs = new HashMap<>();
        sql.select("SELECT key, value FROM kms_grant_context WHERE grant_id = ? AND condition = ?", grant, condition)
                .map((row, _) -> Map.entry(row.getString("key"), row.getString("value")))
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
        return new EncryptionContext(pairs);
    }
}
