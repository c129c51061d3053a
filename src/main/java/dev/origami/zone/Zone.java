package dev.origami.zone;

import dev.origami.id.Region;
import org.jspecify.annotations.Nullable;

/**
 * A zone of a region: where subnets, servers and volumes are (source section 8).
 *
 * @param name for example {@code eu-west-1a}, {@code us-west-2-lax-1a}, {@code us-east-1-wl1-bos-wlz-1}
 * @param id the same for every account, for example {@code euw1-az1}
 * @param group what accounts opt into, all of its zones together
 * @param groupLongName for people
 * @param border the part of the network that its public addresses are of
 * @param parent the availability zone that a local or wavelength zone hangs on; null for those themselves
 */
public record Zone(
        Region region,
        String name,
        String id,
        ZoneKind kind,
        String group,
        String groupLongName,
        String border,
        @Nullable Zone parent) {
    /** Whether every account may use it without having asked. */
    public boolean needsNoOptIn() {
        return kind == ZoneKind.AVAILABILITY_ZONE;
    }
}
