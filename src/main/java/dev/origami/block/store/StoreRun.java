package dev.origami.block.store;

import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One disk being stored. The calling thread reads, cuts and appends, in the disk's order; the workers hash and compress
 * what was cut. No more regions are in memory than the limit says.
 */
final class StoreRun {
    private final StoreParts parts;
    private final @Nullable ManifestId parent;
    private final @Nullable LineageSeal seal;
    private final DiskDelta delta;
    private final Progress progress;
    private final Lease lease;
    private final RunPacks packs;
    private final RegionCutter cutter = new RegionCutter();
    private final ManifestRoot.Builder newRoot = new ManifestRoot.Builder();
    private final ArrayDeque<CutRegion> inFlight = new ArrayDeque<>();
    private final ArrayDeque<byte[]> idleBuffers = new ArrayDeque<>();

    private ManifestRoot oldRoot = ManifestRoot.NONE;
    /** The first of the parent's regions that is not yet in the new root. */
    private int nextOld;

    private long doneBytes;
    private long totalBytes;

    /**
     * @param seal what the chunks are sealed with; null: they are not
     */
    StoreRun(
            StoreParts parts,
            @Nullable ManifestId parent,
            @Nullable LineageSeal seal,
            DiskDelta delta,
            Progress progress) {
        this.parts = parts;
        this.parent = parent;
        this.seal = seal;
        this.delta = delta;
        this.progress = progress;
        lease = parts.catalog().begin(parent);
        packs = new RunPacks(
                parts.catalog(),
                parts.directory(),
                parts.reader(),
                parts.threads(),
                lease,
                parts.limits().packBytes());
    }

    /** A piece of a region's new cut. */
    private sealed interface Piece {
        /** A chunk of the parent that stays. */
        record Kept(ChunkRef chunk) implements Piece {}

        /** A chunk that a worker hashes, and compresses if it is new. */
        record Fresh(int firstGrain, int grains, Future<Prepared> prepared) implements Piece {}
    }

    /** What a worker made of a chunk: nothing to append where the store has it. */
    private record Prepared(ChunkId id, Codec.@Nullable Packed packed) {}

    /** A region that was cut: its fresh chunks lie in the buffer until the workers are done with them. */
    private static final class CutRegion {
        final int region;
        final byte[] buffer;
        final long changedBytes;
        final List<Piece> pieces = new ArrayList<>();

        CutRegion(int region, byte[] buffer, long changedBytes) {
            this.region = region;
            this.buffer = buffer;
            this.changedBytes = changedBytes;
        }
    }

    Stored run() throws IOException {
        try {
            ManifestId manifest = storeAll();
            packs.finish();
            return parts.catalog().complete(lease, manifest);
        } catch (IOException | RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
    }

    private void giveUp(Throwable cause) {
        // An interrupt would close every file that is to be put in order here.
        boolean interrupted = Thread.interrupted();
        try {
            for (CutRegion region : inFlight) {
                for (Piece piece : region.pieces) {
                    if (piece instanceof Piece.Fresh fresh) {
                        BlockThreads.quiesce(fresh.prepared);
                    }
                }
            }
            packs.abandon();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            parts.catalog().end(lease);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ManifestId storeAll() throws IOException {
        long sizeBytes = delta.sizeBytes();
        if (parent != null) {
            oldRoot = parts.manifests().root(parent);
            if (!Objects.equals(oldRoot.lineage(), lineage())) {
                throw new IllegalArgumentException("A disk of lineage " + lineage() + " over one of "
                        + oldRoot.lineage() + " would not be sealed wholly");
            }
        }
        if (sizeBytes <= 0
                || sizeBytes % Grains.GRAIN_BYTES != 0
                || sizeBytes < oldRoot.sizeBytes()
                || sizeBytes > parts.limits().maxDiskBytes()) {
            throw new IllegalArgumentException("A disk of " + sizeBytes + " bytes cannot be stored");
        }
        Iterable<Extent> extents = delta.changed();
        totalBytes = ChangedRegions.totalBytes(extents);
        progress.done(0, totalBytes);
        ChangedRegions changed = new ChangedRegions(extents, sizeBytes);
        while (changed.next()) {
            parts.requireOpen();
            while (inFlight.size() >= parts.limits().regionsInFlight()) {
                settle(inFlight.getFirst());
            }
            cut(changed.region(), changed.grains(), sizeBytes);
        }
        while (!inFlight.isEmpty()) {
            settle(inFlight.getFirst());
        }
        copyOldUntil(Integer.MAX_VALUE);
        byte[] encoded = newRoot.encode(sizeBytes, lineage());
        return keep(RecordKind.ROOT, encoded).manifest();
    }

    private @Nullable LineageId lineage() {
        return seal == null ? null : seal.lineage();
    }

    private void cut(int region, BitSet changed, long sizeBytes) throws IOException {
        byte[] idle = idleBuffers.poll();
        byte[] buffer = idle == null ? new byte[Grains.REGION_BYTES] : idle;
        long changedBytes = (long) changed.cardinality() * Grains.GRAIN_BYTES;
        CutRegion cut = new CutRegion(region, buffer, changedBytes);
        inFlight.add(cut);
        RegionPage page = parent == null ? RegionPage.EMPTY : parts.manifests().pageOf(parent, oldRoot, region);
        cutter.cut(
                ManifestRoot.grainsIn(region, sizeBytes),
                page,
                changed,
                buffer,
                new RegionSource(region),
                new RegionCutter.Sink() {
                    @Override
                    public void kept(ChunkRef chunk) {
                        cut.pieces.add(new Piece.Kept(chunk));
                    }

                    @Override
                    public void fresh(int firstGrain, int grains) {
                        cut.pieces.add(new Piece.Fresh(
                                firstGrain,
                                grains,
                                parts.threads()
                                        .work(() -> prepare(
                                                buffer,
                                                firstGrain * Grains.GRAIN_BYTES,
                                                grains * Grains.GRAIN_BYTES))));
                    }
                });
    }

    private Prepared prepare(byte[] buffer, int offset, int length) {
        ChunkId id = seal == null ? Codec.idOf(buffer, offset, length) : seal.idOf(buffer, offset, length);
        return new Prepared(id, packs.claim(id) ? pack(id, buffer, offset, length) : null);
    }

    private Codec.Packed pack(ChunkId id, byte[] buffer, int offset, int length) {
        return seal == null
                ? parts.codec().pack(RecordKind.CHUNK, id, buffer, offset, length)
                : parts.codec().packSealed(seal, id, buffer, offset, length);
    }

    /** Appends what is new of the oldest region in flight, and its page. */
    private void settle(CutRegion cut) throws IOException {
        List<ChunkRef> chunks = new ArrayList<>(cut.pieces.size());
        for (Piece piece : cut.pieces) {
            switch (piece) {
                case Piece.Kept kept -> chunks.add(kept.chunk);
                case Piece.Fresh fresh -> {
                    Prepared prepared = BlockThreads.await(fresh.prepared);
                    if (prepared.packed != null) {
                        packs.append(prepared.packed);
                    }
                    chunks.add(new ChunkRef(fresh.firstGrain, fresh.grains, prepared.id));
                }
            }
        }
        inFlight.remove(cut);
        idleBuffers.add(cut.buffer);
        copyOldUntil(cut.region);
        if (nextOld < oldRoot.count() && oldRoot.region(nextOld) == cut.region) {
            nextOld++;
        }
        if (!chunks.isEmpty()) {
            newRoot.add(cut.region, keep(RecordKind.PAGE, RegionPage.encode(chunks)));
        }
        doneBytes += cut.changedBytes;
        progress.done(doneBytes, totalBytes);
    }

    private void copyOldUntil(int region) {
        while (nextOld < oldRoot.count() && oldRoot.region(nextOld) < region) {
            newRoot.add(oldRoot.region(nextOld), oldRoot.page(nextOld));
            nextOld++;
        }
    }

    /** Appends a page or a root, unless the store has it. */
    private ChunkId keep(RecordKind kind, byte[] encoded) throws IOException {
        ChunkId id = Codec.idOf(encoded, 0, encoded.length);
        if (packs.claim(id)) {
            packs.append(parts.codec().pack(kind, id, encoded, 0, encoded.length));
        }
        return id;
    }

    /** Where a region's bytes come from: the delta, and the parent where the delta has none. */
    private final class RegionSource implements RegionCutter.Source {
        private final int region;

        RegionSource(int region) {
            this.region = region;
        }

        @Override
        public void readChanged(int firstGrain, int grains, byte[] into) throws IOException {
            int at = firstGrain * Grains.GRAIN_BYTES;
            ByteBuffer place = ByteBuffer.wrap(into, at, grains * Grains.GRAIN_BYTES);
            delta.read(Grains.regionOffset(region) + at, place);
            if (place.hasRemaining()) {
                throw new IOException("The disk ends before its size: " + place.remaining() + " bytes missing");
            }
        }

        @Override
        public void readParent(ChunkRef chunk, byte[] into) throws IOException {
            if (parent == null) {
                throw new IllegalStateException("A disk without a parent has no chunks but its own");
            }
            parts.manifests().readChunk(parent, region, chunk, into);
        }
    }
}
