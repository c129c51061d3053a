package dev.origami.zone;

import dev.origami.id.Region;

/**
 * An availability zone.
 *
 * @param name for example {@code eu-west-1a}
 * @param id the same for every account, for example {@code euw1-az1}
 */
public record Zone(Region region, String name, String id) {}
