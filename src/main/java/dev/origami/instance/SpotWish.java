package dev.origami.instance;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * That a launch is to be of Spot Instances.
 *
 * @param persistent whether the request outlives a stop of its instance
 * @param stops what an interruption would do: stop the instance, or terminate it
 * @param maxPrice US dollars an hour; null for as much as On-Demand
 */
public record SpotWish(
        boolean persistent, boolean stops, @Nullable BigDecimal maxPrice) {}
