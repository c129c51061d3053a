package dev.origami.key;

import dev.origami.id.AccountId;
import dev.origami.id.KeyId;
import java.time.Instant;

/**
 * Lets another account use a key.
 *
 * @param token who has it may name the grant by it
 * @param issuing the account that gave it
 */
public record Grant(String id, KeyId key, String token, AccountId issuing, Instant creationDate, GrantTerms terms) {}
