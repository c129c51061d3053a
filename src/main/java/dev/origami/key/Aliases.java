package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.config.KeyLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.KeyId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rules of aliases: a name is there once for an account in a region, and those under alias/aws/ are the service's. */
public final class Aliases {
    private static final String OF_SERVICE = "alias/aws/";
    private static final Pattern NAME = Pattern.compile("alias/[a-zA-Z0-9:/_-]+");

    private final Keys keys;
    private final InstantSource clock;
    private final KeyLimits limits;

    Aliases(Keys keys, InstantSource clock, KeyLimits limits) {
        this.keys = keys;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * CreateAlias.
     *
     * @throws ApiException {@code AlreadyExistsException}, {@code NotAuthorizedException}, {@code ValidationException},
     *     {@code LimitExceededException}, {@code KMSInvalidStateException}
     */
    public void create(Transaction transaction, Caller caller, String name, String targetKey) {
        keys.deleteGone(transaction);
        requireName(name);
        Handle sql = transaction.sql();
        Instant now = clock.instant();
        Key key = target(sql, caller, targetKey);
        Alias alias = new Alias(caller.account(), caller.region(), name, key.id(), now, now);
        if (all(sql, caller).stream().anyMatch(other -> other.name().equals(name))) {
            throw new ApiException(
                    ErrorCode.KMS_ALREADY_EXISTS, "An alias with the name " + alias.arn() + " already exists");
        }
        requireRoom(sql, key);
        AliasTable.insert(sql, alias);
    }

    /**
     * UpdateAlias: the name is another key's from now on.
     *
     * @throws ApiException {@code NotFoundException}, {@code NotAuthorizedException}, {@code ValidationException},
     *     {@code LimitExceededException}, {@code KMSInvalidStateException}
     */
    public void update(Transaction transaction, Caller caller, String name, String targetKey) {
        Handle sql = transaction.sql();
        Alias alias = require(sql, caller, name);
        Key key = target(sql, caller, targetKey);
        if (!key.id().equals(alias.target())) {
            requireRoom(sql, key);
        }
        AliasTable.update(
                sql, new Alias(alias.account(), alias.region(), name, key.id(), alias.creationDate(), clock.instant()));
    }

    /**
     * DeleteAlias; the key stays.
     *
     * @throws ApiException {@code NotFoundException}, {@code NotAuthorizedException}, {@code ValidationException}
     */
    public void delete(Transaction transaction, Caller caller, String name) {
        AliasTable.delete(transaction.sql(), require(transaction.sql(), caller, name));
    }

    /** The caller's aliases in the region, by name. */
    public List<Alias> all(Handle sql, Caller caller) {
        Set<KeyId> there = keys.all(sql, caller).stream().map(Key::id).collect(Collectors.toSet());
        return AliasTable.of(sql, caller).stream()
                .filter(alias -> there.contains(alias.target()))
                .toList();
    }

    private Key target(Handle sql, Caller caller, String name) {
        return keys.requireManaged(sql, caller, name).requireStaying();
    }

    private Alias require(Handle sql, Caller caller, String name) {
        requireName(name);
        return all(sql, caller).stream()
                .filter(alias -> alias.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Keys.notFound(caller, new KeyName(caller.account(), new KeyName.Alias(name))));
    }

    private void requireName(String name) {
        if (name.length() > limits.aliasLength() || !NAME.matcher(name).matches()) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION,
                    "Value '" + name + "' at 'aliasName' must begin with alias/, have at most " + limits.aliasLength()
                            + " characters and satisfy the pattern ^[a-zA-Z0-9:/_-]+$");
        }
        if (name.startsWith(OF_SERVICE)) {
            throw new ApiException(
                    ErrorCode.KMS_NOT_AUTHORIZED, "Aliases that begin with " + OF_SERVICE + " are reserved: " + name);
        }
    }

    private void requireRoom(Handle sql, Key key) {
        if (AliasTable.count(sql, key.id()) >= limits.aliasesPerKey()) {
            throw new ApiException(
                    ErrorCode.KMS_LIMIT_EXCEEDED,
                    key.arn() + " has the largest number of aliases: " + limits.aliasesPerKey());
        }
    }
}
