package dev.origami.key;

import dev.origami.account.Caller;
import dev.origami.config.KeyLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The rules of grants, by which a key is shared with other accounts. A grant holds at once. There are no users and no
 * roles, so a principal is always an account.
 */
public final class Grants {
    private static final String ACCOUNT = "arn:aws:iam::";
    private static final String ROOT = ":root";
    private static final int RANDOM_BYTES = 32;

    private final InstantSource clock;
    private final KeyLimits limits;

    Grants(InstantSource clock, KeyLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Reads a principal: an account's id, or the ARN of its root.
     *
     * @throws ApiException {@code InvalidArnException} for any other
     */
    public static AccountId principal(String text) {
        String id = text.startsWith(ACCOUNT) && text.endsWith(ROOT) && text.length() > ACCOUNT.length() + ROOT.length()
                ? text.substring(ACCOUNT.length(), text.length() - ROOT.length())
                : text;
        if (!AccountId.isAccountId(id)) {
            throw new ApiException(
                    ErrorCode.KMS_INVALID_ARN,
                    "The principal " + text + " is none here: a principal is an account's 12 digits, or "
                            + "arn:aws:iam::ACCOUNT:root");
        }
        return new AccountId(id);
    }

    /** An account as a principal. */
    public static String arn(AccountId account) {
        return ACCOUNT + account + ROOT;
    }

    /**
     * Reads a grant's operations.
     *
     * @throws ApiException {@code ValidationException} for those that a symmetric key does not have
     */
    public static Set<GrantOperation> operations(List<String> wire) {
        return wire.stream()
                .map(word -> GrantOperation.of(word)
                        .orElseThrow(() -> new ApiException(
                                ErrorCode.KMS_VALIDATION,
                                "The operation " + word + " cannot be granted: a symmetric key does not have it")))
                .collect(Collectors.toSet());
    }

    /**
     * CreateGrant. The same terms under the same name once more are the grant that is there. Whether the caller may is
     * for {@link KeyAccess} to say.
     *
     * @throws ApiException {@code LimitExceededException}, {@code DisabledException}, {@code KMSInvalidStateException}
     */
    public Grant create(Transaction transaction, Caller caller, Key key, GrantTerms terms) {
        Handle sql = transaction.sql();
        Key usable = key.requireUsable();
        if (!terms.name().isEmpty()) {
            Optional<Grant> same = GrantTable.of(sql, usable.id()).stream()
                    .filter(grant -> grant.issuing().equals(caller.account())
                            && grant.terms().equals(terms))
                    .findFirst();
            if (same.isPresent()) {
                return same.get();
            }
        }
        if (GrantTable.count(sql, usable.id()) >= limits.grantsPerKey()) {
            throw new ApiException(
                    ErrorCode.KMS_LIMIT_EXCEEDED,
                    usable.arn() + " has the largest number of grants: " + limits.grantsPerKey());
        }
        Grant grant = new Grant(
                HexFormat.of().formatHex(AesGcm.random(RANDOM_BYTES)),
                usable.id(),
                Base64.getUrlEncoder().withoutPadding().encodeToString(AesGcm.random(RANDOM_BYTES)),
                caller.account(),
                clock.instant(),
                terms);
        GrantTable.insert(sql, grant);
        return grant;
    }

    /** The grants on a key, by id. */
    public List<Grant> of(Handle sql, Key key) {
        return GrantTable.of(sql, key.id());
    }

    /** Those of an account. */
    List<Grant> of(Handle sql, Key key, AccountId grantee) {
        return GrantTable.of(sql, key.id(), grantee);
    }

    /**
     * The grant on the key of that id.
     *
     * @throws ApiException {@code NotFoundException}
     */
    public Grant require(Handle sql, Key key, String id) {
        return find(sql, key, id)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.KMS_NOT_FOUND, "Grant ID " + id + " not found on the key " + key.arn()));
    }

    Optional<Grant> find(Handle sql, Key key, String id) {
        return of(sql, key).stream().filter(grant -> grant.id().equals(id)).findFirst();
    }

    /** RevokeGrant, or RetireGrant: from now on it allows nothing. */
    public void delete(Transaction transaction, Grant grant) {
        GrantTable.delete(transaction.sql(), grant);
    }

    /** The grant that a token names. */
    Optional<Grant> byToken(Handle sql, String token) {
        return GrantTable.byToken(sql, token);
    }

    /**
     * Passes tokens of grants. They allow nothing that the grants do not allow already.
     *
     * @throws ApiException {@code InvalidGrantTokenException}
     */
    public void requireTokens(Handle sql, List<String> tokens) {
        for (String token : tokens) {
            if (byToken(sql, token).isEmpty()) {
                throw new ApiException(ErrorCode.KMS_INVALID_GRANT_TOKEN, "The grant token " + token + " is invalid");
            }
        }
    }
}
