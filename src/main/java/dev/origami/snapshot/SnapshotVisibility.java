package dev.origami.snapshot;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.database.Condition;

/** Who sees which snapshot, in SQL over {@code snapshot s} (source section 2.1). */
record SnapshotVisibility(Caller caller) {
    /** What is in the Recycle Bin is hidden from all who could see it. */
    static final Condition OUTSIDE_OF_BIN = Condition.of("s.recycled_until IS NULL");

    /** A permission of everybody does not count where the owner blocks all public sharing. */
    private static final Condition NOT_BLOCKED = Condition.of("""
            NOT EXISTS (SELECT 1 FROM account_snapshot_settings settings
                WHERE settings.account = s.owner AND settings.region = s.region
                AND settings.block_public_access = 'block-all-sharing')""");

    /** All that the caller sees. */
    Condition visible() {
        return inRegion().and(owned().or(granted(caller.account().value())).or(granted(Grantee.ALL)));
    }

    /** What was granted to an account by name, or to everybody. */
    Condition granted(String grantee) {
        return Condition.of("""
                        EXISTS (SELECT 1 FROM snapshot_permission g INDEXED BY snapshot_permission_by_grantee
                            WHERE g.grantee = ? AND g.region = s.region AND g.number = s.number)""", grantee).and(counting(grantee));
    }

    /** What such a permission needs besides. */
    Condition counting(String grantee) {
        return grantee.equals(Grantee.ALL) ? NOT_BLOCKED : Condition.ALWAYS;
    }

    Condition owned() {
        return Condition.of("s.owner = ?", caller.account().value());
    }

    Condition inRegion() {
        return Condition.of("s.region = ?", caller.region().name());
    }
}
