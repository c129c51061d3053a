package dev.origami.config;

import java.time.Duration;

/**
 * Limits of the instance metadata service. Guests are hostile.
 *
 * @param connectionsPerInstance open at once; further ones wait
 * @param requestHeaderBytes of one request, all header lines together
 * @param connectionLife how long a connection may stay open, busy or not
 * @param tokenSecondsMost the longest life of a session token (source section 11.1)
 */
public record MetadataLimits(
        int connectionsPerInstance, int requestHeaderBytes, Duration connectionLife, int tokenSecondsMost) {
    public static MetadataLimits defaults() {
        return new MetadataLimits(32, 16 * 1024, Duration.ofMinutes(2), 21_600);
    }
}
