package dev.origami.block.store;

import dev.origami.block.BlockStore;
import dev.origami.block.ChangedBlock;
import dev.origami.block.ManifestId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the 512 KiB blocks in which two disks differ. Equal pages are passed over by their hash and equal chunks by
 * theirs; bytes are read only where chunks differ, since a chunk that differs may do so in the block beside.
 */
final class BlockComparison {
    private final Manifests manifests;
    private final ManifestId first;
    private final ManifestId second;
    private final ManifestRoot firstRoot;
    private final ManifestRoot secondRoot;
    private final byte[] firstBytes = new byte[BlockStore.LISTED_BLOCK_BYTES];
    private final byte[] secondBytes = new byte[BlockStore.LISTED_BLOCK_BYTES];

    BlockComparison(Manifests manifests, ManifestId first, ManifestId second) throws IOException {
        this.manifests = manifests;
        this.first = first;
        this.second = second;
        firstRoot = manifests.root(first);
        secondRoot = manifests.root(second);
    }

    List<ChangedBlock> changedBlocks(long startIndex, int max) throws IOException {
        List<ChangedBlock> changed = new ArrayList<>();
        long blocks = Math.max(firstRoot.sizeBytes(), secondRoot.sizeBytes()) / BlockStore.LISTED_BLOCK_BYTES + 1;
        if (startIndex >= blocks) {
            return changed;
        }
        int startRegion = (int) (startIndex / BlockListing.BLOCKS_IN_REGION);
        int a = firstRoot.firstFrom(startRegion);
        int b = secondRoot.firstFrom(startRegion);
        while (changed.size() < max && (a < firstRoot.count() || b < secondRoot.count())) {
            int regionA = a < firstRoot.count() ? firstRoot.region(a) : Integer.MAX_VALUE;
            int regionB = b < secondRoot.count() ? secondRoot.region(b) : Integer.MAX_VALUE;
            int region = Math.min(regionA, regionB);
            boolean same = regionA == regionB && firstRoot.page(a).equals(secondRoot.page(b));
            if (!same) {
                compare(
                        region,
                        regionA == region ? manifests.page(first, firstRoot, a) : RegionPage.EMPTY,
                        regionB == region ? manifests.page(second, secondRoot, b) : RegionPage.EMPTY,
                        startIndex,
                        max,
                        changed);
            }
            a += regionA == region ? 1 : 0;
            b += regionB == region ? 1 : 0;
        }
        return changed;
    }

    private void compare(
            int region, RegionPage pageA, RegionPage pageB, long startIndex, int max, List<ChangedBlock> changed)
            throws IOException {
        BitSet usedA = BlockListing.used(pageA);
        BitSet usedB = BlockListing.used(pageB);
        for (int i = 0; i < BlockListing.BLOCKS_IN_REGION && changed.size() < max; i++) {
            long index = (long) region * BlockListing.BLOCKS_IN_REGION + i;
            boolean inA = usedA.get(i);
            boolean inB = usedB.get(i);
            if (index < startIndex || (!inA && !inB)) {
                continue;
            }
            if (inA != inB || differ(index, BlockListing.chunksOf(pageA, i), BlockListing.chunksOf(pageB, i))) {
                changed.add(new ChangedBlock(index, inA, inB));
            }
        }
    }

    private boolean differ(long index, List<ChunkRef> chunksA, List<ChunkRef> chunksB) throws IOException {
        if (chunksA.equals(chunksB)) {
            return false;
        }
        long offset = index * BlockStore.LISTED_BLOCK_BYTES;
        ByteBuffer a = read(first, firstRoot, offset, firstBytes);
        ByteBuffer b = read(second, secondRoot, offset, secondBytes);
        // Where one disk ends within the block, the other may go on with zeros only.
        int common = Math.min(a.limit(), b.limit());
        if (!a.slice(0, common).equals(b.slice(0, common))) {
            return true;
        }
        ByteBuffer longer = a.limit() > common ? a : b;
        for (int i = common; i < longer.limit(); i++) {
            if (longer.get(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private ByteBuffer read(ManifestId manifest, ManifestRoot root, long offset, byte[] into) throws IOException {
        int length = Math.clamp(root.sizeBytes() - offset, 0, BlockStore.LISTED_BLOCK_BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(into, 0, length);
        manifests.read(manifest, offset, bytes);
        return bytes.flip();
    }
}
