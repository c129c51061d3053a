package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.id.AccountId;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The Owner parameter: account ids, {@code self}, and the aliases of owners (source section 4.3). */
final class Owners {
    static final String SELF = "self";
    private static final Set<String> ALIASES_WITHOUT_ACCOUNT = Set.of("aws-marketplace", "aws-backup-vault");

    private Owners() {}

    /** Whose resources the parameter lets through; everybody's when it is not given. */
    static Predicate<AccountId> of(Caller caller, List<String> owners) {
        List<Predicate<AccountId>> any =
                owners.stream().map(owner -> of(caller, owner)).toList();
        return account -> any.isEmpty() || any.stream().anyMatch(one -> one.test(account));
    }

    private static Predicate<AccountId> of(Caller caller, String owner) {
        if (owner.equals(SELF)) {
            return caller.account()::equals;
        }
        if (owner.equals(Provider.ALIAS)) {
            return Provider.ACCOUNT::equals;
        }
        if (ALIASES_WITHOUT_ACCOUNT.contains(owner)) {
            return _ -> false;
        }
        return new AccountId(owner)::equals;
    }
}
