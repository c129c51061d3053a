package dev.origami.zone;

import dev.origami.id.AccountId;
import java.util.regex.Pattern;

/**
 * A place of one account that hangs on a zone: what is made there stays there (source section 8).
 *
 * @param id {@code op-} and 17 hexadecimal digits
 * @param name for people
 */
public record Outpost(String id, Zone zone, AccountId account, String name) {
    private static final Pattern ARN = Pattern.compile("arn:aws:outposts:[a-z0-9-]+:\\d{12}:outpost/op-[0-9a-f]{17}");

    /** Whether the text is what an Outpost can be called by, whosever it is. */
    public static boolean isArn(String text) {
        return ARN.matcher(text).matches();
    }

    /** What the API calls it. */
    public String arn() {
        return "arn:aws:outposts:" + zone.region().name() + ":" + account.value() + ":outpost/" + id;
    }
}
