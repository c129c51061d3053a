package dev.origami.encryption;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.key.DataKeys;
import dev.origami.key.Keys;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What an account does in a region unasked (source section 2.3): whether all new volumes and copies of snapshots are
 * encrypted, and under which key where none is named.
 */
public final class EncryptionDefaults {
    private final Keys keys;
    private final DataKeys dataKeys;

    public EncryptionDefaults(Keys keys, DataKeys dataKeys) {
        this.keys = keys;
        this.dataKeys = dataKeys;
    }

    /** Whether everything new is encrypted. */
    public boolean isOn(Handle sql, Caller caller) {
        return EncryptionDefaultTable.isOn(sql, caller);
    }

    /** As said, from now on; what is there stays as it is. */
    public void turn(Transaction transaction, Caller caller, boolean on) {
        EncryptionDefaultTable.turn(transaction.sql(), caller, on);
    }

    /** The ARN of the default key: the one that was chosen, or that for volumes, which is made when it is first needed. */
    public String key(Transaction transaction, Caller caller) {
        return EncryptionDefaultTable.key(transaction.sql(), caller)
                .orElseGet(() -> keys.ofVolumes(transaction, caller).arn());
    }

    /**
     * What a request means by a key.
     *
     * @param name null for the default; the alias of the key for volumes always means one
     * @return a name that means the same
     * @throws ApiException {@code InvalidArnException}, {@code NotFoundException}
     */
    String named(Transaction transaction, Caller caller, @Nullable String name) {
        if (name == null) {
            return key(transaction, caller);
        }
        return Keys.isOfVolumes(caller, name)
                ? keys.ofVolumes(transaction, caller).arn()
                : name;
    }

    /**
     * Chooses another default key.
     *
     * @param name as a request names it
     * @return its ARN
     * @throws ApiException see {@link KeyRefusals#ofEc2}
     */
    public String choose(Transaction transaction, Caller caller, String name) {
        try {
            if (Keys.isOfVolumes(caller, name)) {
                return reset(transaction, caller);
            }
            String arn = dataKeys.requireUsable(transaction.sql(), caller, name).arn();
            EncryptionDefaultTable.choose(transaction.sql(), caller, arn);
            return arn;
        } catch (ApiException refusal) {
            throw KeyRefusals.ofEc2(refusal);
        }
    }

    /** The key for volumes is the default again; its ARN. */
    public String reset(Transaction transaction, Caller caller) {
        EncryptionDefaultTable.choose(transaction.sql(), caller, null);
        return key(transaction, caller);
    }
}
