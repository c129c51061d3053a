package dev.origami.block.store;

import dev.origami.block.ManifestId;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a running store needs to stay: the parent's manifest, and every pack that it found a chunk in or writes to.
 * Guarded by the {@link Catalog}.
 */
final class Lease {
    private final @Nullable ManifestId parent;
    private final BitSet packs = new BitSet();

    Lease(@Nullable ManifestId parent) {
        this.parent = parent;
    }

    @Nullable
    ManifestId parent() {
        return parent;
    }

    BitSet packs() {
        return packs;
    }
}
