package dev.origami.config;

import java.time.Duration;

/**
 * Limits that all operations share (source sections 0, 4.5, 10.4, 10.5, 13).
 *
 * @param filters filters in one call
 * @param filterValues values of one filter
 * @param filterValueLength characters of one value; longer ones match nothing that we keep and cost time
 * @param idsPerCall ids that a describe call may name
 * @param pageTokenLife how long a page token is good
 * @param clientTokenLife how long a client token is remembered
 * @param clientTokenLength characters of a client token
 * @param settlePatience how long the first look at something that is changing waits for what it becomes; zero: not at all
 * @param settleAtOnce so many looks wait at once, each of which is looked after at every commit; others are answered as it is
 * @param settleRemembered of how many changes it is remembered that somebody looked
 */
public record ApiLimits(
        int filters,
        int filterValues,
        int filterValueLength,
        int idsPerCall,
        Duration pageTokenLife,
        Duration clientTokenLife,
        int clientTokenLength,
        Duration settlePatience,
        int settleAtOnce,
        int settleRemembered) {
    public static ApiLimits defaults() {
        return new ApiLimits(
                50,
                200,
                1024,
                1000,
                Duration.ofHours(24),
                Duration.ofHours(48),
                128,
                Duration.ofSeconds(10),
                64,
                10_000);
    }
}
