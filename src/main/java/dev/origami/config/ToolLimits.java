package dev.origami.config;

import java.time.Duration;

/**
 * The bounds of QEMU's disk tools, which read files that strangers made.
 *
 * @param memoryBytes the address space of one tool
 * @param outputBytes how much of what a tool prints is read
 * @param runTimeout how long a tool that only looks at a file or its header may take
 * @param startTimeout how long a tool that serves a disk may take until it serves
 * @param stopTimeout how long it may take to end by itself when it is not needed any more
 */
public record ToolLimits(
        long memoryBytes, int outputBytes, Duration runTimeout, Duration startTimeout, Duration stopTimeout) {

    /** What the service uses unless told otherwise. */
    public static ToolLimits defaults() {
        return new ToolLimits(
                4L << 30, 16 << 20, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }
}
