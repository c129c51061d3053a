package dev.origami.account;

import dev.origami.id.AccountId;

/** To whom something is shared: one account, or everybody (source section 5.1). */
public sealed interface Grantee {
    /** The word for everybody, on the wire and in tables. */
    String ALL = "all";

    /** One account. */
    record Account(AccountId id) implements Grantee {}

    /** The group {@code all}. */
    record Everybody() implements Grantee {}

    /** The account's 12 digits, or {@code all}. */
    default String text() {
        return switch (this) {
            case Account account -> account.id().value();
            case Everybody _ -> ALL;
        };
    }

    /** Reads what {@link #text} gave. */
    static Grantee of(String text) {
        return text.equals(ALL) ? new Everybody() : new Account(new AccountId(text));
    }
}
