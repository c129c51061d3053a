package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.database.Condition;
import java.time.Instant;

/** Who sees which image, in SQL over {@code image i} (source section 4.4). */
record ImageVisibility(Caller caller) {
    /** What there is for its owner. */
    static final Condition KEPT = Condition.of("i.state <> 'deregistered'");

    /** What there is for others, if they have a permission. */
    private static final Condition USABLE = Condition.of("i.state = 'available'");

    /** The caller's own. */
    Condition own() {
        return owned().and(inRegion()).and(KEPT);
    }

    /** Of others, whatever permissions there are. */
    Condition usableOfOthers() {
        return USABLE.and(Condition.of("i.owner <> ?", caller.account().value()));
    }

    /** All that the caller sees. */
    Condition visible() {
        Condition permitted =
                Condition.of("i.is_public = 1").or(granted(caller.account().value()));
        return inRegion().and(owned().and(KEPT).or(USABLE.and(permitted)));
    }

    /** What an account has a permission for by name: by the index that has those of one account side by side. */
    static Condition granted(String account) {
        return Condition.of("""
                EXISTS (SELECT 1 FROM image_launch_permission g INDEXED BY image_launch_permission_by_grantee
                    WHERE g.grantee = ? AND g.region = i.region AND g.number = i.number)""", account);
    }

    /** What nothing hides from those who see it. */
    Condition shown(Images.Include include, Instant now) {
        Condition shown = include.disabled() ? Condition.ALWAYS : Condition.of("i.state <> 'disabled'");
        return include.deprecated()
                ? shown
                : shown.and(owned().or(Condition.of(
                        "i.deprecation_time IS NULL OR i.deprecation_time > ?", now.toEpochMilli())));
    }

    /** What the caller's account lets itself find (source section 1.7). */
    Condition allowed(AllowedImages allowed, Instant now) {
        return owned().or(Condition.any(allowed.criteria().stream()
                .map(criterion -> criterion.condition(now))
                .toList()));
    }

    Condition owned() {
        return Condition.of("i.owner = ?", caller.account().value());
    }

    Condition inRegion() {
        return Condition.of("i.region = ?", caller.region().name());
    }
}
