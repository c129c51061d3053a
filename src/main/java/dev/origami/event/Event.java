package dev.origami.event;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.time.Instant;

/**
 * Something that happened in an account and region.
 *
 * @param sequence its place in their feed: one more than that of the event before
 * @param id no other event has it
 */
public record Event(long sequence, String id, AccountId account, Region region, Instant time, Message message) {
    /** Who tells of it, in EventBridge's words. */
    public static final String SOURCE = "aws.ec2";
}
