package dev.origami.account;

import dev.origami.id.AccountId;

/**
 * An access key.
 *
 * @param id for example {@code AKIAIOSFODNN7EXAMPLE}
 * @param secret what signatures are made with
 */
public record AccessKey(String id, AccountId account, String secret) {
    /** Without the secret, which belongs into no log. */
    @Override
    public String toString() {
        return "AccessKey[" + id + " of " + account + "]";
    }
}
