package dev.origami.block.store;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads disks by their manifests. Everything is checked against its hash on the way: a fault names the disk and the
 * place on it. Safe for many threads.
 */
final class Manifests {
    private static final byte[] ZEROS = new byte[64 * 1024];

    private final PackReader packs;
    private final Catalog catalog;
    private final WeightedCache<ManifestId, ManifestRoot> roots;
    private final WeightedCache<ChunkId, RegionPage> pages;

    private final ConcurrentLinkedQueue<byte[]> idleChunks = new ConcurrentLinkedQueue<>();

    Manifests(PackReader packs, Catalog catalog, long cachedBytes) {
        this.packs = packs;
        this.catalog = catalog;
        roots = new WeightedCache<>(cachedBytes, ManifestRoot::encodedBytes);
        pages = new WeightedCache<>(cachedBytes, RegionPage::encodedBytes);
    }

    ManifestRoot root(ManifestId manifest) throws IOException {
        if (catalog.find(ChunkId.of(manifest)) == Location.NOWHERE) {
            throw new NoSuchManifestException(manifest);
        }
        ManifestRoot cached = roots.get(manifest);
        if (cached != null) {
            return cached;
        }
        ManifestRoot root = readRoot(manifest);
        roots.put(manifest, root);
        return root;
    }

    /** Reads a root past the cache. */
    ManifestRoot readRoot(ManifestId manifest) throws IOException {
        ChunkId id = ChunkId.of(manifest);
        byte[] encoded;
        try {
            encoded = packs.readWhole(id);
        } catch (UnsoundChunkException e) {
            throw e.on(manifest, 0);
        }
        try {
            return ManifestRoot.decode(encoded);
        } catch (IOException e) {
            throw malformed(manifest, 0, id, e);
        }
    }

    RegionPage page(ManifestId manifest, ManifestRoot root, int i) throws IOException {
        RegionPage cached = pages.get(root.page(i));
        if (cached != null) {
            return cached;
        }
        RegionPage page = readPage(manifest, root, i);
        pages.put(root.page(i), page);
        return page;
    }

    /** Reads a page past the cache. */
    RegionPage readPage(ManifestId manifest, ManifestRoot root, int i) throws IOException {
        ChunkId id = root.page(i);
        long offset = Grains.regionOffset(root.region(i));
        byte[] encoded;
        try {
            encoded = packs.readWhole(id);
        } catch (UnsoundChunkException e) {
            throw e.on(manifest, offset);
        }
        try {
            return RegionPage.decode(encoded);
        } catch (IOException e) {
            throw malformed(manifest, offset, id, e);
        }
    }

    /** The chunks of a region; none where it is zero. */
    RegionPage pageOf(ManifestId manifest, ManifestRoot root, int region) throws IOException {
        int i = root.find(region);
        return i < 0 ? RegionPage.EMPTY : page(manifest, root, i);
    }

    void readChunk(ManifestId manifest, int region, ChunkRef chunk, byte[] into) throws IOException {
        try {
            packs.readChunk(chunk.id(), chunk.bytes(), into);
        } catch (UnsoundChunkException e) {
            throw e.on(manifest, offsetOf(region, chunk));
        }
    }

    /** Reads a chunk only to see whether it is sound; without its key, whether it is what was written. */
    void checkChunk(ManifestId manifest, int region, ChunkRef chunk) throws IOException {
        byte[] chunkBytes = takeChunkBuffer();
        try {
            readChunk(manifest, region, chunk, chunkBytes);
        } catch (BlockKeyGoneException e) {
            checkPacked(manifest, region, chunk);
        } finally {
            idleChunks.add(chunkBytes);
        }
    }

    private void checkPacked(ManifestId manifest, int region, ChunkRef chunk) throws IOException {
        try {
            Codec.Packed _ = packs.readPacked(chunk.id());
        } catch (UnsoundChunkException e) {
            throw e.on(manifest, offsetOf(region, chunk));
        }
    }

    private static long offsetOf(int region, ChunkRef chunk) {
        return Grains.regionOffset(region) + (long) chunk.firstGrain() * Grains.GRAIN_BYTES;
    }

    private byte[] takeChunkBuffer() {
        byte[] idle = idleChunks.poll();
        return idle == null ? new byte[Grains.MAX_CHUNK_BYTES] : idle;
    }

    /** Fills a buffer with the disk's bytes from an offset on. */
    void read(ManifestId manifest, long offset, ByteBuffer into) throws IOException {
        ManifestRoot root = root(manifest);
        requireWithin(root, offset, into.remaining());
        byte[] chunkBytes = takeChunkBuffer();
        try {
            read(manifest, root, offset, into, chunkBytes);
        } finally {
            idleChunks.add(chunkBytes);
        }
    }

    private void read(ManifestId manifest, ManifestRoot root, long offset, ByteBuffer into, byte[] chunkBytes)
            throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int region = Grains.regionOf(at);
            long regionOffset = Grains.regionOffset(region);
            long end = Math.min(regionOffset + Grains.REGION_BYTES, at + into.remaining());
            RegionPage page = pageOf(manifest, root, region);
            int i = page.firstEndingAfter(Grains.grainInRegion(at));
            while (at < end) {
                ChunkRef chunk = i < page.count() ? page.chunk(i) : null;
                long begin = chunk == null ? end : regionOffset + (long) chunk.firstGrain() * Grains.GRAIN_BYTES;
                if (chunk == null || begin >= end) {
                    at = zeros(into, at, end);
                    break;
                }
                at = zeros(into, at, Math.max(at, begin));
                readChunk(manifest, region, chunk, chunkBytes);
                int length = (int) (Math.min(end, begin + chunk.bytes()) - at);
                into.put(chunkBytes, (int) (at - begin), length);
                at += length;
                i++;
            }
        }
    }

    private static long zeros(ByteBuffer into, long from, long to) {
        long left = to - from;
        while (left > 0) {
            int length = (int) Math.min(left, ZEROS.length);
            into.put(ZEROS, 0, length);
            left -= length;
        }
        return to;
    }

    /** The chunks that overlap a range, each whole. */
    List<Extent> chunks(ManifestId manifest, long offset, long lengthBytes) throws IOException {
        ManifestRoot root = root(manifest);
        requireWithin(root, offset, lengthBytes);
        List<Extent> extents = new ArrayList<>();
        long end = offset + lengthBytes;
        for (int r = root.firstFrom(Grains.regionOf(offset));
                r < root.count() && Grains.regionOffset(root.region(r)) < end;
                r++) {
            long regionOffset = Grains.regionOffset(root.region(r));
            RegionPage page = page(manifest, root, r);
            int from = regionOffset >= offset ? 0 : page.firstEndingAfter(Grains.grainInRegion(offset));
            for (int i = from; i < page.count(); i++) {
                long begin = regionOffset + (long) page.firstGrain(i) * Grains.GRAIN_BYTES;
                if (begin >= end) {
                    break;
                }
                extents.add(new Extent(begin, (long) page.grains(i) * Grains.GRAIN_BYTES));
            }
        }
        return extents;
    }

    private static void requireWithin(ManifestRoot root, long offset, long lengthBytes) {
        if (offset < 0 || lengthBytes < 0 || lengthBytes > root.sizeBytes() - offset) {
            throw new IndexOutOfBoundsException(
                    lengthBytes + " bytes at " + offset + " are not within a disk of " + root.sizeBytes());
        }
    }

    private static BlockCorruptedException malformed(ManifestId manifest, long offset, ChunkId id, IOException why) {
        return new BlockCorruptedException(
                manifest, offset, id.hex(), UnsoundChunkException.NO_PACK, "it is " + why.getMessage());
    }
}
