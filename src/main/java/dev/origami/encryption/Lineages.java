package dev.origami.encryption;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.LineageId;
import dev.origami.key.DataKey;
import dev.origami.key.DataKeys;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jdbi.v3.core.Handle;

/** The rules of lineages: what begins one, and who may use its blocks. */
public final class Lineages {
    private final DataKeys keys;

    public Lineages(DataKeys keys) {
        this.keys = keys;
    }

    /**
     * Begins a lineage of the owner's.
     *
     * @param key the account key that its data key is to lie under, as a request names it
     * @throws ApiException what {@link DataKeys#dataKey} refuses
     */
    public Lineage create(Transaction transaction, Caller owner, String key) {
        String dataKeyId = UUID.randomUUID().toString();
        DataKey made = keys.dataKey(transaction.sql(), owner, key, dataKeyId);
        return LineageTable.insert(transaction.sql(), owner, made.key().arn(), dataKeyId, made.wrapped());
    }

    public Optional<Lineage> find(Handle sql, LineageId id) {
        return LineageTable.find(sql, id);
    }

    /**
     * Passes a caller who may read and write blocks of the lineage now.
     *
     * @throws ApiException what {@link DataKeys#unwrap} refuses
     */
    public void requireUsable(Handle sql, Caller caller, LineageId id) {
        Lineage lineage = LineageTable.find(sql, id).orElseThrow();
        SecretKey _ = keys.unwrap(sql, caller, LineageTable.wrapped(sql, id).orElseThrow(), lineage.dataKeyId());
    }
}
