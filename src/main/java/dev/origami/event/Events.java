package dev.origami.event;

import dev.origami.config.EventLimits;
import dev.origami.database.Transaction;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The feeds of events. An event is there if and only if what it tells of is: both are written in one transaction. The
 * oldest are forgotten when there are many.
 */
public final class Events {
    private final InstantSource clock;
    private final EventLimits limits;

    public Events(InstantSource clock, EventLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /** Adds to the end of the feed. */
    public void publish(Transaction transaction, AccountId account, Region region, Message message) {
        Handle sql = transaction.sql();
        long sequence = EventTable.latest(sql, account, region) + 1;
        String id = UUID.randomUUID().toString();
        EventTable.insert(sql, new Event(sequence, id, account, region, clock.instant(), message));
        EventTable.forgetUpTo(sql, account, region, sequence - limits.kept());
    }

    /**
     * The next events of a feed, the oldest first, as many as are read at once. Where the first of them is not the very
     * next, those between are forgotten.
     *
     * @param sequence of the last event that is known; 0 for none
     */
    public List<Event> after(Handle sql, AccountId account, Region region, long sequence) {
        return EventTable.after(sql, account, region, sequence, limits.perRead());
    }
}
