package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Who may use which key: an account its own, another account what a grant lets it. Of another account's key nobody
 * learns without one whether it is there.
 */
public final class KeyAccess {
    private final Keys keys;
    private final Grants grants;

    KeyAccess(Keys keys, Grants grants) {
        this.keys = keys;
        this.grants = grants;
    }

    /** Who uses the key. */
    private enum Way {
        /** The account itself, by a call of KMS. */
        DIRECT,
        /** The service, for a volume or a snapshot of the account. */
        FOR_VOLUMES
    }

    /**
     * The key of that name (an id or an alias, also as ARN), for a call of KMS.
     *
     * @throws ApiException {@code NotFoundException} where the caller has none of that name; {@code
     *     AccessDeniedException} where the key is another account's without a grant, or the service's own
     */
    public Key require(Handle sql, Caller caller, String name, GrantOperation operation, EncryptionContext context) {
        return require(sql, caller, name, operation, context, Way.DIRECT);
    }

    /** The same for a volume or a snapshot of the caller's, whose key may be the service's own too. */
    Key requireForVolumes(Handle sql, Caller caller, String name, GrantOperation operation, EncryptionContext context) {
        return require(sql, caller, name, operation, context, Way.FOR_VOLUMES);
    }

    /** Whether a name means the key of that ARN; who may use it is not asked. */
    boolean isNamed(Handle sql, Caller caller, String name, String arn) {
        return keys.find(sql, caller, KeyName.parse(caller, name))
                .filter(key -> key.arn().equals(arn))
                .isPresent();
    }

    /**
     * The ARN that a name stands for: of the caller's own keys theirs, else the name as one, which does not tell whether
     * there is such a key.
     */
    String arnOf(Handle sql, Caller caller, String name) {
        String asArn = KeyName.arn(caller, name);
        try {
            return keys.find(sql, caller, KeyName.parse(caller, name))
                    .filter(key -> key.account().equals(caller.account()))
                    .map(Key::arn)
                    .orElse(asArn);
        } catch (ApiException e) {
            // No key of this region has such a name.
            return asArn;
        }
    }

    private Key require(
            Handle sql, Caller caller, String name, GrantOperation operation, EncryptionContext context, Way way) {
        KeyName parsed = KeyName.parse(caller, name);
        Optional<Key> found = keys.find(sql, caller, parsed);
        if (found.isEmpty() && parsed.account().equals(caller.account())) {
            throw Keys.notFound(caller, parsed);
        }
        return found.filter(key -> allows(sql, caller, key, operation, context, way))
                .orElseThrow(() -> denied(caller, operation, name));
    }

    /**
     * The key that a ciphertext names, for a call of KMS.
     *
     * @throws ApiException {@code AccessDeniedException} whether it is not there or not the caller's to use
     */
    Key require(Handle sql, Caller caller, Ciphertext ciphertext, GrantOperation operation, EncryptionContext context) {
        return require(sql, caller, ciphertext, operation, context, Way.DIRECT);
    }

    /** The same for a volume or a snapshot of the caller's. */
    Key requireForVolumes(
            Handle sql, Caller caller, Ciphertext ciphertext, GrantOperation operation, EncryptionContext context) {
        return require(sql, caller, ciphertext, operation, context, Way.FOR_VOLUMES);
    }

    private Key require(
            Handle sql,
            Caller caller,
            Ciphertext ciphertext,
            GrantOperation operation,
            EncryptionContext context,
            Way way) {
        return keys.find(sql, caller, ciphertext.key())
                .filter(key -> allows(sql, caller, key, operation, context, way))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.KMS_ACCESS_DENIED,
                        "The ciphertext refers to a customer master key that does not exist, does not exist in this"
                                + " region, or you are not allowed to access."));
    }

    /**
     * The key on which the caller gives a grant of these terms.
     *
     * @throws ApiException as {@link #require}; {@code AccessDeniedException} where another account would give more
     *     than a grant lets it
     */
    public Key requireGranting(Handle sql, Caller caller, String name, GrantTerms terms) {
        Key key = require(sql, caller, name, GrantOperation.CREATE_GRANT, EncryptionContext.NONE);
        boolean covered = key.account().equals(caller.account())
                || grants.of(sql, key, caller.account()).stream()
                        .anyMatch(grant -> grant.terms().covers(terms));
        if (!covered) {
            throw denied(caller, GrantOperation.CREATE_GRANT, name);
        }
        return key;
    }

    /**
     * The grant that the caller retires, by its token.
     *
     * @throws ApiException {@code InvalidGrantTokenException}, {@code AccessDeniedException}
     */
    public Grant requireRetiring(Handle sql, Caller caller, String token) {
        Optional<Grant> grant = grants.byToken(sql, token);
        return grant.flatMap(
                        given -> keys.find(sql, caller, given.key()).map(key -> requireMayRetire(caller, key, given)))
                .orElseThrow(() -> new ApiException(
                        ErrorCode.KMS_INVALID_GRANT_TOKEN, "The grant token " + token + " is invalid"));
    }

    /**
     * The same by key and id.
     *
     * @throws ApiException {@code NotFoundException}, {@code AccessDeniedException}
     */
    public Grant requireRetiring(Handle sql, Caller caller, String name, String id) {
        KeyName parsed = KeyName.parse(caller, name);
        boolean own = parsed.account().equals(caller.account());
        Optional<Key> key = keys.find(sql, caller, parsed);
        if (own) {
            Key there = key.orElseThrow(() -> Keys.notFound(caller, parsed));
            return requireMayRetire(caller, there, grants.require(sql, there, id));
        }
        return key.flatMap(there -> grants.find(sql, there, id).map(grant -> requireMayRetire(caller, there, grant)))
                .orElseThrow(() -> denied(caller, GrantOperation.RETIRE_GRANT, name));
    }

    private static Grant requireMayRetire(Caller caller, Key key, Grant grant) {
        GrantTerms terms = grant.terms();
        boolean may = key.account().equals(caller.account())
                || terms.retiring().filter(caller.account()::equals).isPresent()
                || (terms.grantee().equals(caller.account())
                        && terms.operations().contains(GrantOperation.RETIRE_GRANT));
        if (!may) {
            throw denied(caller, GrantOperation.RETIRE_GRANT, key.arn());
        }
        return grant;
    }

    private boolean allows(
            Handle sql, Caller caller, Key key, GrantOperation operation, EncryptionContext context, Way way) {
        if (!key.account().equals(caller.account())) {
            return grants.of(sql, key, caller.account()).stream()
                    .anyMatch(grant -> grant.terms().allows(operation, context));
        }
        return switch (key.manager()) {
            case CUSTOMER -> true;
            case AWS -> way == Way.FOR_VOLUMES || operation == GrantOperation.DESCRIBE_KEY;
        };
    }

    private static ApiException denied(Caller caller, GrantOperation operation, String name) {
        return new ApiException(
                ErrorCode.KMS_ACCESS_DENIED,
                "User: " + Grants.arn(caller.account()) + " is not authorized to perform: kms:" + operation.wire()
                        + " on resource: " + name);
    }
}
