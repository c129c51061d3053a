package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.config.KeyLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rules of keys: an account's own in a region, which it makes, disables and deletes, and the one that the service
 * makes for the account's volumes, which it can only look at. A deletion waits some days, in which nobody can use the
 * key and it can be taken back.
 */
public final class Keys {
    /** What the key is called that the service makes for an account's volumes. */
    public static final String OF_VOLUMES = "alias/aws/ebs";

    private final KeyMaterial materials;
    private final InstantSource clock;
    private final KeyLimits limits;

    Keys(KeyMaterial materials, InstantSource clock, KeyLimits limits) {
        this.materials = materials;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Makes a key for the caller.
     *
     * @throws ApiException {@code LimitExceededException}, {@code ValidationException}
     */
    public Key create(Transaction transaction, Caller caller, String description) {
        deleteGone(transaction);
        requireDescription(description);
        if (KeyTable.count(transaction.sql(), caller) >= limits.keys()) {
            throw new ApiException(
                    ErrorCode.KMS_LIMIT_EXCEEDED, "The maximum number of keys has been reached: " + limits.keys());
        }
        return insert(transaction, caller, KeyManager.CUSTOMER, description);
    }

    /** The key for the volumes of the caller's account in the region; made when it is first asked for. */
    public Key ofVolumes(Transaction transaction, Caller caller) {
        return ofVolumes(transaction.sql(), caller).orElseGet(() -> {
            Key key = insert(
                    transaction,
                    caller,
                    KeyManager.AWS,
                    "Default key that protects my EBS volumes when no other key is defined");
            AliasTable.insert(
                    transaction.sql(),
                    new Alias(
                            caller.account(),
                            caller.region(),
                            OF_VOLUMES,
                            key.id(),
                            key.creationDate(),
                            key.creationDate()));
            return key;
        });
    }

    /** The same, where it is there already. */
    public Optional<Key> ofVolumes(Handle sql, Caller caller) {
        return KeyTable.byAlias(sql, caller.account(), caller.region(), OF_VOLUMES, clock.instant());
    }

    /** Whether a request means the key for the volumes of the caller's account, by its alias. */
    public static boolean isOfVolumes(Caller caller, String name) {
        return KeyName.parse(caller, name).equals(new KeyName(caller.account(), new KeyName.Alias(OF_VOLUMES)));
    }

    /** Whether the key of that ARN is one that the service made for an account's volumes. */
    public static boolean isManagedByService(Handle sql, String arn) {
        return KeyTable.isManagedByService(sql, new KeyId(arn.substring(arn.lastIndexOf('/') + 1)));
    }

    /** The caller's keys in the region, by id. */
    public List<Key> all(Handle sql, Caller caller) {
        return KeyTable.of(sql, caller, clock.instant());
    }

    /** The key of that name, whosever it is. */
    Optional<Key> find(Handle sql, Caller caller, KeyName name) {
        return switch (name.target()) {
            case KeyName.Id id ->
                KeyTable.byId(sql, id.id(), clock.instant())
                        .filter(key -> key.account().equals(name.account())
                                && key.region().equals(caller.region()));
            case KeyName.Alias alias ->
                KeyTable.byAlias(sql, name.account(), caller.region(), alias.name(), clock.instant());
        };
    }

    /** The key that a ciphertext names, whosever it is. */
    Optional<Key> find(Handle sql, Caller caller, KeyId id) {
        return KeyTable.byId(sql, id, clock.instant())
                .filter(key -> key.region().equals(caller.region()));
    }

    /**
     * The caller's key of that id or ARN; aliases do not count.
     *
     * @throws ApiException {@code NotFoundException}, {@code AccessDeniedException} for another account's, there or
     *     not, and what {@link KeyName#parse} refuses
     */
    public Key requireOwned(Handle sql, Caller caller, String name) {
        KeyName parsed = KeyName.parse(caller, name);
        if (parsed.target() instanceof KeyName.Alias) {
            throw new ApiException(
                    ErrorCode.KMS_NOT_FOUND, "Invalid keyId '" + name + "': the id of a key or its ARN is expected");
        }
        if (!parsed.account().equals(caller.account())) {
            throw new ApiException(
                    ErrorCode.KMS_ACCESS_DENIED, "The key " + name + " is another account's, which alone may do that");
        }
        return find(sql, caller, parsed).orElseThrow(() -> notFound(caller, parsed));
    }

    /**
     * The same, of the keys that the account itself made.
     *
     * @throws ApiException also {@code AccessDeniedException} for the service's own
     */
    public Key requireManaged(Handle sql, Caller caller, String name) {
        Key key = requireOwned(sql, caller, name);
        return switch (key.manager()) {
            case CUSTOMER -> key;
            case AWS ->
                throw new ApiException(
                        ErrorCode.KMS_ACCESS_DENIED,
                        key.arn() + " is managed by the service; it can be looked at, and nothing else");
        };
    }

    /**
     * EnableKey. Once more is as once.
     *
     * @throws ApiException {@code KMSInvalidStateException}
     */
    public void enable(Transaction transaction, Key key) {
        put(transaction, key.requireStaying(), new KeyState.Enabled());
    }

    /**
     * DisableKey. Once more is as once.
     *
     * @throws ApiException {@code KMSInvalidStateException}
     */
    public void disable(Transaction transaction, Key key) {
        put(transaction, key.requireStaying(), new KeyState.Disabled());
    }

    /**
     * ScheduleKeyDeletion.
     *
     * @param days until the key is gone
     * @return when it is
     * @throws ApiException {@code ValidationException}, {@code KMSInvalidStateException}
     */
    public Instant scheduleDeletion(Transaction transaction, Key key, int days) {
        if (days < limits.shortestWaitDays() || days > limits.longestWaitDays()) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    "PendingWindowInDays " + days + " must lie between " + limits.shortestWaitDays() + " and "
                            + limits.longestWaitDays());
        }
        Instant date = clock.instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
        put(transaction, key.requireStaying(), new KeyState.PendingDeletion(date));
        return date;
    }

    /**
     * CancelKeyDeletion: the key stays, disabled.
     *
     * @throws ApiException {@code KMSInvalidStateException} for a key that was to stay anyway
     */
    public void cancelDeletion(Transaction transaction, Key key) {
        switch (key.state()) {
            case KeyState.PendingDeletion _ -> put(transaction, key, new KeyState.Disabled());
            case KeyState.Enabled _, KeyState.Disabled _ ->
                throw new ApiException(ErrorCode.KMS_INVALID_STATE, key.arn() + " is not pending deletion.");
        }
    }

    /**
     * UpdateKeyDescription.
     *
     * @throws ApiException {@code ValidationException}, {@code KMSInvalidStateException}
     */
    public void describe(Transaction transaction, Key key, String description) {
        requireDescription(description);
        Key staying = key.requireStaying();
        KeyTable.update(transaction.sql(), with(staying, staying.state(), description));
    }

    /** What the material is called that a key seals with now. */
    public String materialId(Handle sql, Key key) {
        return materials.currentId(sql, key.id());
    }

    /** Takes away the keys whose time has come; they are unknown from that time on, whenever this runs. */
    public void deleteGone(Transaction transaction) {
        KeyTable.deleteGone(transaction.sql(), clock.instant());
    }

    static ApiException notFound(Caller caller, KeyName name) {
        String arn = "arn:aws:kms:" + caller.region() + ":" + name.account() + ":";
        return new ApiException(
                ErrorCode.KMS_NOT_FOUND,
                switch (name.target()) {
                    case KeyName.Id id -> "Key '" + arn + "key/" + id.id() + "' does not exist";
                    case KeyName.Alias alias -> "Alias " + arn + alias.name() + " is not found.";
                });
    }

    private Key insert(Transaction transaction, Caller caller, KeyManager manager, String description) {
        Key key = new Key(
                KeyId.create(),
                caller.account(),
                caller.region(),
                manager,
                new KeyState.Enabled(),
                description,
                clock.instant());
        KeyTable.insert(transaction.sql(), key);
        materials.create(transaction, key.id());
        return key;
    }

    private static void put(Transaction transaction, Key key, KeyState state) {
        KeyTable.update(transaction.sql(), with(key, state, key.description()));
    }

    private static Key with(Key key, KeyState state, String description) {
        return new Key(key.id(), key.account(), key.region(), key.manager(), state, description, key.creationDate());
    }

    private void requireDescription(String description) {
        if (description.length() > limits.descriptionLength()) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    "A Description has at most " + limits.descriptionLength() + " characters, and not "
                            + description.length());
        }
    }
}
