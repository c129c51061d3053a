package dev.origami.keypair;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.KeyPairId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** The rules of key pairs: a name is there once for an account in a region, and the private half is not kept. */
public final class KeyPairs {
    private static final Pattern NAME = Pattern.compile("[\\x20-\\x7e]{1,255}");

    private final InstantSource clock;

    public KeyPairs(InstantSource clock) {
        this.clock = clock;
    }

    /** A key pair that was just made, with the private half that is shown this once. */
    public record Created(KeyPair keyPair, String privateKey) {}

    /** Makes a key. That takes time, so it is done before the transaction in which it gets its name. */
    public Preparation prepare(KeyType type) {
        return new Preparation(NewKey.create(type));
    }

    /** A key without a name yet. */
    public final class Preparation {
        private final NewKey key;

        private Preparation(NewKey key) {
            this.key = key;
        }

        /**
         * Keeps the key under that name.
         *
         * @throws ApiException {@code InvalidKeyPair.Duplicate}, {@code InvalidParameterValue}
         */
        public Created create(Transaction transaction, Caller caller, String name) {
            KeyPair pair = insert(transaction, caller, name, key.type(), key.fingerprint(), key.publicKey());
            return new Created(pair, key.privateKey());
        }
    }

    /**
     * Keeps a public key that the user brought.
     *
     * @throws ApiException {@code InvalidKey.Format}, {@code InvalidKeyPair.Duplicate}, {@code InvalidParameterValue}
     */
    public KeyPair importKey(Transaction transaction, Caller caller, String name, byte[] material) {
        PublicKeys.Imported key = PublicKeys.parse(material);
        return insert(transaction, caller, name, key.type(), key.fingerprint(), key.publicKey());
    }

    /** All key pairs of the caller, by name. */
    public List<KeyPair> all(Handle sql, Caller caller) {
        return KeyPairTable.of(sql, caller);
    }

    /**
     * The caller's key pair of that name.
     *
     * @throws ApiException {@code InvalidKeyPair.NotFound}
     */
    public KeyPair require(Handle sql, Caller caller, String name) {
        return find(sql, caller, pair -> pair.name().equals(name)).orElseThrow(() -> notFound(name));
    }

    /**
     * The caller's key pair of that id.
     *
     * @throws ApiException {@code InvalidKeyPair.NotFound}
     */
    public KeyPair require(Handle sql, Caller caller, KeyPairId id) {
        return find(sql, caller, pair -> pair.id().equals(id)).orElseThrow(() -> notFound(id.value()));
    }

    /** The caller's key pair that the predicate accepts. */
    public Optional<KeyPair> find(Handle sql, Caller caller, Predicate<KeyPair> wanted) {
        return all(sql, caller).stream().filter(wanted).findFirst();
    }

    public void delete(Transaction transaction, KeyPairId id) {
        KeyPairTable.delete(transaction.sql(), id);
    }

    private KeyPair insert(
            Transaction transaction, Caller caller, String name, KeyType type, String fingerprint, String publicKey) {
        if (!NAME.matcher(name).matches()) {
            throw ApiException.invalidValue("KeyName", name, "A name has 1 to 255 ASCII characters.");
        }
        if (find(transaction.sql(), caller, pair -> pair.name().equals(name)).isPresent()) {
            throw new ApiException(ErrorCode.INVALID_KEY_PAIR_DUPLICATE, "The keypair '" + name + "' already exists.");
        }
        KeyPair pair = new KeyPair(
                KeyPairId.create(),
                caller.account(),
                caller.region(),
                name,
                type,
                fingerprint,
                publicKey,
                clock.instant());
        KeyPairTable.insert(transaction.sql(), pair);
        return pair;
    }

    private static ApiException notFound(String what) {
        return new ApiException(ErrorCode.INVALID_KEY_PAIR_NOT_FOUND, "The key pair '" + what + "' does not exist");
    }
}
