package dev.origami.zone;

import org.jspecify.annotations.Nullable;

/** Where a snapshot is kept, and with it every copy of its blocks (source sections 2.2, 8). */
public sealed interface Home {
    /** In the region that it belongs to, where it may be used anywhere. */
    record InRegion() implements Home {}

    /**
     * On an Outpost.
     *
     * @param arn its ARN
     */
    record OnOutpost(String arn) implements Home {}

    /** In a Local Zone that keeps snapshots; see {@link Places#keepsSnapshots}. */
    record InZone(Zone zone) implements Home {}

    /** In the region. */
    static Home inRegion() {
        return new InRegion();
    }

    /** On that Outpost; null: in the region. */
    static Home onOutpost(@Nullable String arn) {
        return arn == null ? inRegion() : new OnOutpost(arn);
    }

    /** What {@code outpostArn} shows; null where it is on none. */
    default @Nullable String outpostArn() {
        return this instanceof OnOutpost outpost ? outpost.arn() : null;
    }

    /** What {@code availabilityZone} shows; null where it is in none. */
    default @Nullable String zoneName() {
        return this instanceof InZone in ? in.zone().name() : null;
    }

    /** As sentences have it. */
    default String text() {
        return switch (this) {
            case InRegion _ -> "in the region";
            case OnOutpost outpost -> "on the Outpost '" + outpost.arn() + "'";
            case InZone in -> "in the Local Zone '" + in.zone().name() + "'";
        };
    }
}
