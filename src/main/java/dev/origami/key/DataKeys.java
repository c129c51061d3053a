package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.jdbi.v3.core.Handle;

/**
 * Keys for blocks: each lineage of volumes and snapshots has one of its own, which is kept beside the lineage in a form
 * that only an account's key opens. That form is no secret; it is bound to the lineage, so that it opens for no other.
 */
public final class DataKeys {
    /** What AWS's own volumes say in their encryption context. */
    private static final String LINEAGE = "aws:ebs:id";

    private final KeyAccess access;
    private final Ciphers ciphers;

    DataKeys(KeyAccess access, Ciphers ciphers) {
        this.access = access;
        this.ciphers = ciphers;
    }

    /**
     * Makes the key of a new lineage. Nothing is written: whoever asks keeps {@link DataKey#wrapped} with the lineage.
     *
     * @param caller for whose volume or snapshot it is
     * @param key under which it is to lie, as a request names it (see {@link Keys#ofVolumes} for where none is named)
     * @throws ApiException {@code NotFoundException}, {@code AccessDeniedException}, {@code InvalidArnException},
     *     {@code DisabledException}, {@code KMSInvalidStateException}
     */
    public DataKey dataKey(Handle sql, Caller caller, String key, String lineage) {
        EncryptionContext context = context(lineage);
        Key usable =
                access.requireForVolumes(sql, caller, key, GrantOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT, context);
        byte[] bits = AesGcm.random(AesGcm.KEY_BYTES);
        return new DataKey(usable, ciphers.seal(sql, usable, bits, context).ciphertext(), AesGcm.key(bits));
    }

    /**
     * Opens the key of a lineage, for 256-bit AES; to be kept in memory while blocks are read and written, and nowhere
     * else.
     *
     * @param caller for whose server, volume or snapshot
     * @param wrapped what {@link DataKey#wrapped} gave
     * @throws ApiException {@code AccessDeniedException} where the account key is gone, or another account's without a
     *     grant to decrypt; {@code DisabledException}, {@code KMSInvalidStateException}; {@code
     *     InvalidCiphertextException} where it is another lineage's
     */
    public SecretKey unwrap(Handle sql, Caller caller, byte[] wrapped, String lineage) {
        EncryptionContext context = context(lineage);
        Ciphertext ciphertext = Ciphertext.parse(wrapped).orElseThrow(Ciphers::invalid);
        Key usable = access.requireForVolumes(sql, caller, ciphertext, GrantOperation.DECRYPT, context);
        return AesGcm.key(ciphers.open(sql, usable, ciphertext, context).plaintext());
    }

    /**
     * The same for what is in use since before the service started, as if it had been kept in memory all the time: nobody
     * is asked, and a key that was disabled meanwhile opens it. Empty where the account key is gone.
     */
    public Optional<SecretKey> reopen(Handle sql, byte[] wrapped, String lineage) {
        Ciphertext ciphertext = Ciphertext.parse(wrapped).orElseThrow(Ciphers::invalid);
        return ciphers.openWhateverItsState(sql, ciphertext, context(lineage)).map(AesGcm::key);
    }

    /**
     * The key of that name, which the caller may encrypt new volumes under now.
     *
     * @throws ApiException as {@link #dataKey}
     */
    public Key requireUsable(Handle sql, Caller caller, String name) {
        return access.requireForVolumes(
                        sql, caller, name, GrantOperation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT, EncryptionContext.NONE)
                .requireUsable();
    }

    /** Whether the caller means the key of that ARN by a name, which may be an alias. */
    public boolean isNamed(Handle sql, Caller caller, String name, String arn) {
        return access.isNamed(sql, caller, name, arn);
    }

    /** What a key is called by which the caller cannot encrypt; an ARN, whether or not there is such a key. */
    public String arnOf(Handle sql, Caller caller, String name) {
        return access.arnOf(sql, caller, name);
    }

    private static EncryptionContext context(String lineage) {
        return new EncryptionContext(Map.of(LINEAGE, lineage));
    }
}
