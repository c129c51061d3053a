package dev.origami.encryption;

import dev.origami.account.Caller;
import dev.origami.id.LineageId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of lineages. */
final class LineageTable {
    private LineageTable() {}

    static Lineage insert(Handle sql, Caller owner, String key, String dataKeyId, byte[] wrapped) {
        int number = sql.createUpdate("""
                        INSERT INTO lineage (account, region, key_arn, data_key_id, wrapped)
                        VALUES (:account, :region, :key, :dataKeyId, :wrapped)""")
                .bind("account", owner.account().value())
                .bind("region", owner.region().name())
                .bind("key", key)
                .bind("dataKeyId", dataKeyId)
                .bind("wrapped", wrapped)
                .executeAndReturnGeneratedKeys("number")
                .mapTo(Integer.class)
                .one();
        return new Lineage(new LineageId(number), owner.account(), owner.region(), key, dataKeyId);
    }

    static Optional<Lineage> find(Handle sql, LineageId id) {
        return sql.select("SELECT " + LineageColumns.SELECTED + " FROM lineage WHERE number = ?", id.number())
                .map((row, _) -> LineageColumns.one(row))
                .findOne();
    }

    static Optional<byte[]> wrapped(Handle sql, LineageId id) {
        return sql.select("SELECT wrapped FROM lineage WHERE number = ?", id.number())
                .mapTo(byte[].class)
                .findOne();
    }
}
