package dev.origami.config;

import java.time.Duration;

/**
 * What the service does by itself.
 *
 * @param collectEvery how often the space of blocks that nothing refers to is given back
 */
public record ServiceLimits(Duration collectEvery) {
    public static ServiceLimits defaults() {
        return new ServiceLimits(Duration.ofMinutes(10));
    }
}
