package dev.origami.key;

import dev.origami.id.AccountId;
import dev.origami.id.KeyId;
import dev.origami.id.Region;
import java.time.Instant;

/**
 * A name that an account gives to one of its keys in a region, and may give to another one later.
 *
 * @param name with its {@code alias/}
 */
public record Alias(
        AccountId account, Region region, String name, KeyId target, Instant creationDate, Instant lastUpdatedDate) {
    public String arn() {
        return "arn:aws:kms:" + region + ":" + account + ":" + name;
    }
}
