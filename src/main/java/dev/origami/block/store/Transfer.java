package dev.origami.block.store;

import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * Brings a disk from another store: only the records that this one lacks, each appended as it lies in the other's packs if
 * its checksum is right, so nothing is unpacked nor compressed anew; who reads it from here checks its hash. Chunks come before the page that lists them and the root comes last,
 * as in {@link StoreRun}.
 */
final class Transfer {
    /** Records that are read ahead of the one that is appended. */
    private static final int AHEAD = 64;

    private final StoreParts from;
    private final StoreParts to;
    private final ManifestId manifest;
    private final Progress progress;
    private final Lease lease;
    private final RunPacks packs;
    private final ArrayDeque<Future<Codec.Packed>> reading = new ArrayDeque<>();
    private long doneBytes;
    private long totalBytes;

    /** @param manifest held in the other store until this has run */
    Transfer(StoreParts from, StoreParts to, ManifestId manifest, Progress progress) {
        this.from = from;
        this.to = to;
        this.manifest = manifest;
        this.progress = progress;
        lease = to.catalog().begin(null);
        packs = new RunPacks(
                to.catalog(),
                to.directory(),
                to.reader(),
                to.threads(),
                lease,
                to.limits().packBytes());
    }

    Stored run() throws IOException {
        try {
            ManifestRoot root = from.manifests().root(manifest);
            totalBytes = missingBytes(root);
            progress.done(0, totalBytes);
            for (int r = 0; r < root.count(); r++) {
                RegionPage page = from.manifests().page(manifest, root, r);
                for (int i = 0; i < page.count(); i++) {
                    bring(page.chunk(i).id());
                }
                bring(root.page(r));
            }
            bring(ChunkId.of(manifest));
            while (!reading.isEmpty()) {
                append();
            }
            packs.finish();
            return to.catalog().complete(lease, manifest);
        } catch (IOException | RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
    }

    /** What of the disk is not here, as it lies in the other's packs. */
    private long missingBytes(ManifestRoot root) throws IOException {
        Set<ChunkId> seen = new HashSet<>();
        long missing = missingBytes(ChunkId.of(manifest), seen);
        for (int r = 0; r < root.count(); r++) {
            RegionPage page = from.manifests().page(manifest, root, r);
            missing += missingBytes(root.page(r), seen);
            for (int i = 0; i < page.count(); i++) {
                missing += missingBytes(page.chunk(i).id(), seen);
            }
        }
        return missing;
    }

    private long missingBytes(ChunkId id, Set<ChunkId> seen) throws IOException {
        if (to.catalog().find(id) != Location.NOWHERE || !seen.add(id)) {
            return 0;
        }
        long location = from.catalog().find(id);
        return location == Location.NOWHERE ? 0 : from.reader().recordBytes(id, location);
    }

    private void bring(ChunkId id) throws IOException {
        if (packs.claim(id)) {
            from.requireOpen();
            to.requireOpen();
            if (reading.size() >= AHEAD) {
                append();
            }
            reading.add(to.threads().work(() -> read(id)));
        }
    }

    private Codec.Packed read(ChunkId id) throws IOException {
        try {
            return from.reader().readWritten(id);
        } catch (UnsoundChunkException e) {
            throw e.on(manifest, 0);
        }
    }

    private void append() throws IOException {
        Codec.Packed packed = BlockThreads.await(reading.getFirst());
        reading.removeFirst();
        packs.append(packed);
        doneBytes += packed.header().recordBytes();
        progress.done(doneBytes, Math.max(doneBytes, totalBytes));
    }

    private void giveUp(Throwable cause) {
        // An interrupt would close every file that is to be put in order here.
        boolean interrupted = Thread.interrupted();
        try {
            reading.forEach(BlockThreads::quiesce);
            packs.abandon();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            to.catalog().end(lease);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
