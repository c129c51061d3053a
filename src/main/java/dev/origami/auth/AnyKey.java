package dev.origami.auth;

import dev.origami.account.AccessKey;
import dev.origami.account.Accounts;
import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.protocol.WireRequest;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lets everything in, for tests and throw-away use: a known key is its account, a key of 12 digits names its account,
 * and whatever else comes is the account {@code default}.
 */
final class AnyKey implements CallerCheck {
    private static final Region DEFAULT_REGION = new Region("us-east-1");

    private final Accounts accounts;
    private final Predicate<Region> knownRegion;

    AnyKey(Accounts accounts, Predicate<Region> knownRegion) {
        this.accounts = accounts;
        this.knownRegion = knownRegion;
    }

    @Override
    public Caller caller(WireRequest request) throws AuthFaultException {
        Optional<Scope> scope = scope(request);
        if (scope.isEmpty()) {
            return new Caller(
                    accounts.defaultAccount().id(),
                    DEFAULT_REGION,
                    ServiceGuess.of(request).scopeName());
        }
        Region region = scope.get().region();
        if (!knownRegion.test(region)) {
            throw new AuthFaultException(
                    AuthFault.WRONG_SCOPE, "Credential should be scoped to a valid region, not '" + region + "'.");
        }
        return new Caller(
                account(scope.get().accessKeyId()), region, scope.get().service());
    }

    private static Optional<Scope> scope(WireRequest request) {
        try {
            return RequestSignature.read(request).map(RequestSignature::scope);
        } catch (AuthFaultException e) {
            // Whatever it is, here it counts as no signature.
            return Optional.empty();
        }
    }

    private AccountId account(String accessKeyId) {
        if (AccountId.isAccountId(accessKeyId)) {
            return accounts.withId(new AccountId(accessKeyId)).id();
        }
        return accounts.find(accessKeyId)
                .map(AccessKey::account)
                .orElseGet(() -> accounts.defaultAccount().id());
    }
}
