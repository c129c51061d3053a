package dev.origami.config;

import java.time.Duration;

/**
 * Limits of EBS direct (source section 2.4).
 *
 * @param largestGiB of a new snapshot
 * @param shortestTimeoutMinutes without a block, that a client may ask for
 * @param longestTimeoutMinutes the same
 * @param timeoutMinutes when the client says nothing
 * @param waitingBlocks blocks that wait for the disk at once; more put requests wait before their block is taken
 * @param expiryInterval how often uploads that nobody goes on with are looked for
 * @param blockTokenLife how long a block may be read by its token
 * @param pageTokenLife how long a listing may be gone on with
 * @param fewestListed what a page may have least, when the client says how many
 * @param mostListed what a page may have most, and has when the client says nothing
 */
public record UploadLimits(
        int largestGiB,
        int shortestTimeoutMinutes,
        int longestTimeoutMinutes,
        int timeoutMinutes,
        int waitingBlocks,
        Duration expiryInterval,
        Duration blockTokenLife,
        Duration pageTokenLife,
        int fewestListed,
        int mostListed) {
    public static UploadLimits defaults() {
        return new UploadLimits(
                65_536,
                10,
                4320,
                60,
                32,
                Duration.ofMinutes(1),
                Duration.ofDays(7),
                Duration.ofMinutes(60),
                100,
                10_000);
    }
}
