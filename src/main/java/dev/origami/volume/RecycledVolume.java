package dev.origami.volume;

import java.time.Instant;

/**
 * A volume in the Recycle Bin.
 *
 * @param exitTime when it leaves it for good
 */
public record RecycledVolume(Volume volume, Instant enterTime, Instant exitTime) {}
