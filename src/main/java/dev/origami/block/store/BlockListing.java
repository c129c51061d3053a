package dev.origami.block.store;

import dev.origami.block.BlockStore;
import dev.origami.block.ManifestId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Lists the 512 KiB blocks of a disk that have a byte that is not zero. No chunk holds a zero grain, so the manifest
 * alone says which those are.
 */
final class BlockListing {
    static final int BLOCKS_IN_REGION = Grains.REGION_BYTES / BlockStore.LISTED_BLOCK_BYTES;

    private static final int BLOCK_GRAINS = BlockStore.LISTED_BLOCK_BYTES / Grains.GRAIN_BYTES;

    private final Manifests manifests;

    BlockListing(Manifests manifests) {
        this.manifests = manifests;
    }

    List<Long> blocks(ManifestId manifest, long startIndex, int max) throws IOException {
        ManifestRoot root = manifests.root(manifest);
        List<Long> listed = new ArrayList<>();
        if (startIndex >= root.sizeBytes() / BlockStore.LISTED_BLOCK_BYTES + 1) {
            return listed;
        }
        for (int r = root.firstFrom((int) (startIndex / BLOCKS_IN_REGION));
                r < root.count() && listed.size() < max;
                r++) {
            BitSet used = used(manifests.page(manifest, root, r));
            long first = (long) root.region(r) * BLOCKS_IN_REGION;
            for (int i = used.nextSetBit(0); i >= 0 && listed.size() < max; i = used.nextSetBit(i + 1)) {
                if (first + i >= startIndex) {
                    listed.add(first + i);
                }
            }
        }
        return listed;
    }

    /** Which blocks of a region have data. */
    static BitSet used(RegionPage page) {
        BitSet used = new BitSet(BLOCKS_IN_REGION);
        for (int i = 0; i < page.count(); i++) {
            int last = page.firstGrain(i) + page.grains(i) - 1;
            used.set(page.firstGrain(i) / BLOCK_GRAINS, last / BLOCK_GRAINS + 1);
        }
        return used;
    }

    /** The chunks that have bytes in a block of a region. */
    static List<ChunkRef> chunksOf(RegionPage page, int block) {
        List<ChunkRef> chunks = new ArrayList<>();
        int end = (block + 1) * BLOCK_GRAINS;
        for (int i = page.firstEndingAfter(block * BLOCK_GRAINS); i < page.count() && page.firstGrain(i) < end; i++) {
            chunks.add(page.chunk(i));
        }
        return chunks;
    }
}
