package dev.origami.block.store;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.Verification;
import dev.origami.block.Verification.Unsound;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Re-reads a disk from the packs, past every cache, and goes on where something is unsound. */
final class Verifier {
    private final StoreParts parts;
    private final ManifestId manifest;
    private final Progress progress;
    private final List<Unsound> unsound = new ArrayList<>();
    private long unsoundChunks;
    private long chunks;
    private long bytes;

    Verifier(StoreParts parts, ManifestId manifest, Progress progress) {
        this.parts = parts;
        this.manifest = manifest;
        this.progress = progress;
    }

    /** What one region was found to be. */
    private record Region(long chunks, long bytes, List<Unsound> unsound) {}

    Verification verify() throws IOException {
        if (parts.catalog().find(ChunkId.of(manifest)) == Location.NOWHERE) {
            throw new NoSuchManifestException(manifest);
        }
        try {
            verifyRegions(parts.manifests().readRoot(manifest));
        } catch (BlockCorruptedException e) {
            // Without its root nothing else of the disk can be found, not even its size.
            add(unsound(e, new Extent(0, Grains.GRAIN_BYTES)));
        }
        return new Verification(manifest, chunks, bytes, unsoundChunks, unsound);
    }

    private void verifyRegions(ManifestRoot root) throws IOException {
        ArrayDeque<Future<Region>> inFlight = new ArrayDeque<>();
        int ahead = parts.limits().workers() * 2;
        for (int r = 0; r < root.count(); r++) {
            parts.requireOpen();
            int region = r;
            inFlight.add(parts.threads().work(() -> verifyRegion(root, region)));
            if (inFlight.size() > ahead) {
                settle(inFlight.remove(), r + 1L - inFlight.size(), root);
            }
        }
        while (!inFlight.isEmpty()) {
            settle(inFlight.remove(), (long) root.count() - inFlight.size(), root);
        }
    }

    private void settle(Future<Region> work, long regionsDone, ManifestRoot root) throws IOException {
        Region region = BlockThreads.await(work);
        chunks += region.chunks;
        bytes += region.bytes;
        region.unsound.forEach(this::add);
        progress.done(regionsDone * Grains.REGION_BYTES, (long) root.count() * Grains.REGION_BYTES);
    }

    private Region verifyRegion(ManifestRoot root, int r) throws IOException {
        long offset = Grains.regionOffset(root.region(r));
        RegionPage page;
        try {
            page = parts.manifests().readPage(manifest, root, r);
        } catch (BlockCorruptedException e) {
            long length = Math.min(Grains.REGION_BYTES, root.sizeBytes() - offset);
            return new Region(0, 0, List.of(unsound(e, new Extent(offset, length))));
        }
        List<Unsound> found = new ArrayList<>();
        long read = 0;
        for (int i = 0; i < page.count(); i++) {
            ChunkRef chunk = page.chunk(i);
            read += chunk.bytes();
            try {
                parts.manifests().checkChunk(manifest, root.region(r), chunk);
            } catch (BlockCorruptedException e) {
                found.add(unsound(e, new Extent(e.offset(), chunk.bytes())));
            }
        }
        return new Region(page.count(), read, found);
    }

    private static Unsound unsound(BlockCorruptedException e, Extent extent) {
        return new Unsound(extent, e.chunk(), e.pack(), e.fault());
    }

    private void add(Unsound found) {
        unsoundChunks++;
        if (unsound.size() < parts.limits().listedUnsound()) {
            unsound.add(found);
        }
    }
}
