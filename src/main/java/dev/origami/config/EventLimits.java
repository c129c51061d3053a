package dev.origami.config;

/**
 * Limits of events.
 *
 * @param kept how many are kept of each account and region
 * @param perRead how many one reading of a feed gives at most
 */
public record EventLimits(int kept, int perRead) {
    public static EventLimits defaults() {
        return new EventLimits(10_000, 100);
    }
}
