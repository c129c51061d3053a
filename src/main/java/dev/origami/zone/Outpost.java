package dev.origami.zone;

import dev.origami.id.AccountId;

/**
 * A place of one account that hangs on a zone: what is made there stays there (source section 8).
 *
 * @param id {@code op-} and 17 hexadecimal digits
 * @param name for people
 */
public record Outpost(String id, Zone zone, AccountId account, String name) {
    /** What the API calls it. */
    public String arn() {
        return "arn:aws:outposts:" + zone.region().name() + ":" + account.value() + ":outpost/" + id;
    }
}
