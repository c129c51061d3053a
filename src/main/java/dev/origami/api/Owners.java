package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.account.Provider;
import dev.origami.id.AccountId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Owner parameter: account ids, {@code self}, and the aliases of owners (source section 4.3). */
final class Owners {
    static final String SELF = "self";
    private static final Set<String> ALIASES_WITHOUT_ACCOUNT = Set.of("aws-marketplace", "aws-backup-vault");

    private Owners() {}

    /** Whose resources the parameter lets through; null for everybody's, when it is not given. */
    static @Nullable Set<AccountId> of(Caller caller, List<String> owners) {
        if (owners.isEmpty()) {
            return null;
        }
        Set<AccountId> accounts = new HashSet<>();
        for (String owner : owners) {
            if (owner.equals(SELF)) {
                accounts.add(caller.account());
            } else if (owner.equals(Provider.ALIAS)) {
                accounts.add(Provider.ACCOUNT);
            } else if (!ALIASES_WITHOUT_ACCOUNT.contains(owner)) {
                accounts.add(new AccountId(owner));
            }
        }
        return accounts;
    }
}
