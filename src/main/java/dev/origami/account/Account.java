package dev.origami.account;

import dev.origami.id.AccountId;
import java.time.Instant;

/** An account: it owns resources, and its access keys sign requests. */
public record Account(AccountId id, String name, Instant created) {}
