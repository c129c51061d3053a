package dev.origami.block.cache;

import dev.origami.block.ManifestId;
import dev.origami.block.Stored;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What {@link CacheFiles} knows of one disk's cache, under its lock: on the disk always, open once it was asked for. */
final class CacheSlot {
    final ManifestId manifest;
    /** What the file takes while it is not open. */
    final long closedBytes;

    Instant lastUsed;
    /** Who uses it; while there is one it is not dropped. */
    int leases;

    @Nullable
    CacheFile file;
    /** Keeps the disk's blocks in the store while somebody uses them. */
    @Nullable
    Stored hold;

    CacheSlot(ManifestId manifest, long closedBytes, Instant lastUsed) {
        this.manifest = manifest;
        this.closedBytes = closedBytes;
        this.lastUsed = lastUsed;
    }

    long bytes() {
        return file == null ? closedBytes : file.dataBytes();
    }
}
