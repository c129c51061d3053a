package dev.origami.account;

import dev.origami.id.AccountId;
import org.jspecify.annotations.Nullable;

/** The account of the service itself: it owns the images that are built here for everybody, as Amazon owns its own. */
public final class Provider {
    /** What its images show as {@code imageOwnerAlias}, and what {@code Owner=} takes for it (source section 4.2). */
    public static final String ALIAS = "amazon";

    public static final AccountId ACCOUNT = new AccountId("100000000001");

    private Provider() {}

    /** The alias of an owner; null when it has none. */
    public static @Nullable String aliasOf(AccountId owner) {
        return owner.equals(ACCOUNT) ? ALIAS : null;
    }
}
