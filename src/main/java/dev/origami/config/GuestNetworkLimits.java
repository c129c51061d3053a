package dev.origami.config;

import java.time.Duration;

/**
 * Limits of the networks that guests are in.
 *
 * @param forwards ports of one public address that are open at most; a rule for more opens the well-known ones first
 * @param portsOfRange a range of more ports than this opens only the well-known ports in it
 * @param metadataConnections connections to the metadata service that one guest may have at a time
 * @param apiConnections connections to the API that one guest may have at a time; further ones wait
 * @param apiRequestsPerSecond requests to the API of one guest, for long; further ones wait
 * @param apiRequestsAtOnce the same of a guest that was silent for a while
 * @param leaseSeconds how long a guest may use its address until it asks again
 * @param commandPatience how long a command in a network may take
 * @param outputBytes how much of what such a command prints is read
 * @param endPatience how long an ended process may take to be gone
 * @param trial how long one trial of what this host can do may take
 */
public record GuestNetworkLimits(
        int forwards,
        int portsOfRange,
        int metadataConnections,
        int apiConnections,
        int apiRequestsPerSecond,
        int apiRequestsAtOnce,
        int leaseSeconds,
        Duration commandPatience,
        int outputBytes,
        Duration endPatience,
        Duration trial) {
    public static GuestNetworkLimits defaults() {
        return new GuestNetworkLimits(
                64,
                32,
                64,
                16,
                50,
                200,
                3_600,
                Duration.ofSeconds(20),
                64 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }
}
