package dev.origami.config;

import java.time.Duration;

/**
 * The bounds of the disk exports over NBD.
 *
 * @param maxConnections connections served at once, each by a thread of its own; one more is closed at once, and its
 *     client tries again
 * @param maxRequestBytes the longest read; what clients may ask without having been told a limit
 * @param maxOptionBytes the longest option that a client may send while the connection is set up
 * @param maxStatusExtents extents told in one answer about allocation; the client asks again for the rest
 * @param batchBytes answers gathered for one write; beyond it they are sent before more requests are read
 * @param requestBufferBytes requests of a client that are read at once
 * @param socketBufferBytes the kernel's send buffer of each connection
 * @param retryPause how long a read waits before it is tried again after a fault that may pass
 */
public record NbdLimits(
        int maxConnections,
        int maxRequestBytes,
        int maxOptionBytes,
        int maxStatusExtents,
        int batchBytes,
        int requestBufferBytes,
        int socketBufferBytes,
        Duration retryPause) {

    /** What the service uses unless told otherwise. */
    public static NbdLimits defaults() {
        return new NbdLimits(512, 32 << 20, 64 << 10, 4096, 4 << 20, 16 << 10, 2 << 20, Duration.ofSeconds(1));
    }
}
