package dev.origami.config;

import java.time.Duration;

/**
 * Limits of the instance metadata service. Guests are hostile.
 *
 * @param connectionsPerInstance open at once; further ones wait
 * @param requestsPerSecond of one instance, for long; further ones wait (source section 11.1: about 1,000 packets)
 * @param requestsAtOnce of one instance that was silent for a while: several times what a start asks for
 * @param requestHeaderBytes of one request, all header lines together
 * @param connectionLife how long a connection may stay open, busy or not
 * @param tokenSecondsMost the longest life of a session token (source section 11.1)
 */
public record MetadataLimits(
        int connectionsPerInstance,
        int requestsPerSecond,
        int requestsAtOnce,
        int requestHeaderBytes,
        Duration connectionLife,
        int tokenSecondsMost) {
    public static MetadataLimits defaults() {
        return new MetadataLimits(32, 100, 300, 16 * 1024, Duration.ofMinutes(2), 21_600);
    }
}
