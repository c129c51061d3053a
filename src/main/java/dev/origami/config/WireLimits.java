package dev.origami.config;

import java.time.Duration;

/**
 * Limits of the front door.
 *
 * @param bodyBytes the longest request body: a block of 512 KiB, a RunInstances with user data, a thousand tags fit
 * @param bodyBytesInFlight the bodies of all requests together
 * @param bodyTime how long a client may take to send one body
 * @param headerBytes request line and headers together
 * @param connections open connections
 * @param idleTime how long a connection may be silent
 * @param pressedIdleTime the same when connections run out, and when the service stops
 * @param responseBytesPerSecond a client that takes an answer slower than this is cut off
 * @param stopTime how long running requests may take to end when the service stops
 * @param gzipFromBytes answers shorter than this are never compressed
 * @param parameters fields of one query request
 * @param depth levels of one parameter name or JSON body
 * @param shownCharacters how much of a bad value an error message repeats
 * @param clockSkew how far a signature's time may be from ours
 * @param presignedTime the longest life of a presigned request
 */
public record WireLimits(
        int bodyBytes,
        int bodyBytesInFlight,
        Duration bodyTime,
        int headerBytes,
        int connections,
        Duration idleTime,
        Duration pressedIdleTime,
        long responseBytesPerSecond,
        Duration stopTime,
        int gzipFromBytes,
        int parameters,
        int depth,
        int shownCharacters,
        Duration clockSkew,
        Duration presignedTime) {
    public static WireLimits defaults() {
        return new WireLimits(
                1 << 20,
                64 << 20,
                Duration.ofSeconds(30),
                16 << 10,
                1024,
                Duration.ofSeconds(30),
                Duration.ofMillis(250),
                1024,
                Duration.ofSeconds(10),
                1024,
                10_000,
                16,
                200,
                Duration.ofMinutes(15),
                Duration.ofDays(7));
    }
}
