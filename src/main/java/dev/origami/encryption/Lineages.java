package dev.origami.encryption;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.LineageId;
import dev.origami.key.DataKey;
import dev.origami.key.DataKeys;
import dev.origami.workflow.Failure;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules of lineages: what begins one, and who may use its blocks. */
public final class Lineages {
    private static final byte[] NO_DATA_KEY = {};

    private final DataKeys keys;
    private final EncryptionDefaults defaults;

    public Lineages(DataKeys keys, EncryptionDefaults defaults) {
        this.keys = keys;
        this.defaults = defaults;
    }

    /**
     * Decides how a new disk is encrypted, and begins its lineage where it is to have one. Where that is refused the
     * lineage has no data key, and nothing is ever sealed under it: it says under which key the disk was to be.
     *
     * @param owner whose it is, and in which region
     * @param source of what it is made; null when of something that is not encrypted, or of nothing
     * @return also that the owner may not use a key that it takes
     * @throws ApiException {@code InvalidParameterValue}, {@code UnsupportedOperation} for what names no key
     */
    public Begun begin(Transaction transaction, Caller owner, @Nullable Lineage source, EncryptionWish wish) {
        try {
            return new Begun(require(transaction, owner, source, wish), null);
        } catch (ApiException refusal) {
            Failure reason = KeyRefusals.reason(refusal);
            String key = refused(transaction, owner, source, wish);
            return new Begun(
                    LineageTable.insert(
                            transaction.sql(), owner, key, UUID.randomUUID().toString(), NO_DATA_KEY),
                    reason);
        }
    }

    /** The ARN of the key that a disk was to be under. */
    private String refused(Transaction transaction, Caller owner, @Nullable Lineage source, EncryptionWish wish) {
        return switch (Treatment.of(owner, source, wish, defaults.isOn(transaction.sql(), owner))) {
            case Treatment.Plain _ -> throw new IllegalStateException("what is not encrypted needs no key");
            case Treatment.Same same -> same.lineage().key();
            case Treatment.Anew anew ->
                anew.key() == null
                        ? defaults.key(transaction, owner)
                        : keys.arnOf(transaction.sql(), owner, anew.key());
        };
    }

    /**
     * The same where the request itself is refused.
     *
     * @return null when the disk is not encrypted
     * @throws ApiException what {@link DataKeys} refuses; see {@link KeyRefusals}
     */
    public @Nullable Lineage require(
            Transaction transaction, Caller owner, @Nullable Lineage source, EncryptionWish wish) {
        if (source != null) {
            requireUsable(transaction.sql(), owner, source.id());
        }
        return switch (Treatment.of(owner, source, wish, defaults.isOn(transaction.sql(), owner))) {
            case Treatment.Plain _ -> null;
            case Treatment.Same same -> same.lineage();
            case Treatment.Anew anew -> anew(transaction, owner, source, anew.key());
        };
    }

    /** One's own blocks that lie under the key already are left as they are. */
    private Lineage anew(Transaction transaction, Caller owner, @Nullable Lineage source, @Nullable String key) {
        String named = defaults.named(transaction, owner, key);
        if (source != null && source.isOf(owner) && keys.isNamed(transaction.sql(), owner, named, source.key())) {
            return source;
        }
        return create(transaction, owner, named);
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
     * Passes a caller who may read and write blocks of the lineage now, wherever it was called.
     *
     * @throws ApiException what {@link DataKeys#unwrap} refuses; see {@link KeyRefusals}
     */
    public void requireUsable(Handle sql, Caller caller, LineageId id) {
        Lineage lineage = LineageTable.find(sql, id).orElseThrow();
        SecretKey _ = keys.unwrap(
                sql,
                new Caller(caller.account(), lineage.region(), caller.service()),
                LineageTable.wrapped(sql, id).orElseThrow(),
                lineage.dataKeyId());
    }

    /** The same for a call of EC2 about something that may not be encrypted at all. */
    public void requireUsable(Handle sql, Caller caller, @Nullable Lineage lineage) {
        if (lineage != null) {
            try {
                requireUsable(sql, caller, lineage.id());
            } catch (ApiException refusal) {
                throw KeyRefusals.ofEc2(refusal);
            }
        }
    }
}
