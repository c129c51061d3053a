package dev.origami.snapshot;

import dev.origami.block.ManifestId;
import dev.origami.id.SnapshotId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is being written block by block.
 *
 * @param timeout how long it waits for the next block, or for its completion
 * @param completing no more blocks are taken: they are on their way into the block store
 * @param parent what the blocks lie over; null: zeros
 */
public record Upload(
        SnapshotId snapshot,
        Duration timeout,
        Instant lastActivity,
        boolean completing,
        @Nullable ManifestId parent) {
    boolean isExpired(Instant now) {
        return !completing && lastActivity.plus(timeout).isBefore(now);
    }
}
