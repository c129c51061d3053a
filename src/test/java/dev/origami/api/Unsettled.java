package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.config.Config;
import java.time.Duration;

/** Limits for tests that look at what is in the midst of a change: no look waits. */
public final class Unsettled {
    private Unsettled() {}

    /** The limits of the API. */
    public static ApiLimits api() {
        ApiLimits api = ApiLimits.defaults();
        return new ApiLimits(
                api.filters(),
                api.filterValues(),
                api.filterValueLength(),
                api.idsPerCall(),
                api.pageTokenLife(),
                api.clientTokenLife(),
                api.clientTokenLength(),
                Duration.ZERO,
                api.settleAtOnce(),
                api.settleRemembered());
    }

    /** All limits. */
    public static Config config() {
        Config all = Config.defaults();
        return new Config(
                all.database(),
                all.wire(),
                api(),
                all.blocks(),
                all.caches(),
                all.exports(),
                all.tools(),
                all.guests(),
                all.networks(),
                all.guestNetworks(),
                all.metadata(),
                all.instances(),
                all.images(),
                all.snapshots(),
                all.volumes(),
                all.tags(),
                all.recycleBin(),
                all.templates(),
                all.events(),
                all.uploads(),
                all.keys(),
                all.service());
    }
}
