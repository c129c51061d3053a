package dev.origami.block.cache;

import dev.origami.block.Backing;
import dev.origami.block.BlockStore;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.nbd.NbdDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A disk that is in use: its cache file stays, and the block store keeps its blocks, until this is closed. */
public final class CachedDisk implements NbdDisk {
    /** The stretch whose chunks are listed at once. */
    private static final long LISTING_BYTES = 256L << 20;

    private final ManifestId manifest;
    private final CacheFile file;
    private final BlockStore store;
    private final Runnable record;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    CachedDisk(ManifestId manifest, CacheFile file, BlockStore store, Runnable record, Runnable release) {
        this.manifest = manifest;
        this.file = file;
        this.store = store;
        this.record = record;
        this.release = release;
    }

    public ManifestId manifest() {
        return manifest;
    }

    /**
     * The cache file, if every byte is in it and on the disk: QEMU may read it directly while this is open. That of an
     * encrypted disk is read by the service alone.
     */
    public Optional<Backing.FullFile> fullFile() {
        return file.recordedFull() && !file.sealed()
                ? Optional.of(new Backing.FullFile(file.data()))
                : Optional.empty();
    }

    CacheFile file() {
        return file;
    }

    /** Makes what is filled durable. */
    void record() {
        record.run();
    }

    @Override
    public long sizeBytes() {
        return file.sizeBytes();
    }

    @Override
    public ByteBuffer read(long offset, int lengthBytes, Memory memory) throws IOException {
        return file.read(offset, lengthBytes, memory);
    }

    @Override
    public void allocation(long offset, long lengthBytes, Extents extents) throws IOException {
        Merging merging = new Merging(extents, offset);
        long end = offset + lengthBytes;
        for (long at = offset; at < end; at += LISTING_BYTES) {
            long stop = Math.min(end, at + LISTING_BYTES);
            for (Extent chunk : store.chunks(manifest, at, stop - at)) {
                if (!merging.upTo(Math.min(stop, chunk.offset()), true)
                        || !merging.upTo(Math.min(stop, chunk.end()), false)) {
                    return;
                }
            }
            if (!merging.upTo(stop, true)) {
                return;
            }
        }
        merging.finish();
    }

    /** Tells neighbours of one kind as one. */
    private static final class Merging {
        private final Extents extents;
        private long start;
        private long end;
        private boolean hole;

        Merging(Extents extents, long start) {
            this.extents = extents;
            this.start = start;
            this.end = start;
        }

        /** What is known to be so up to there; false when no more is wanted. */
        boolean upTo(long newEnd, boolean isHole) {
            boolean more = true;
            if (newEnd > end) {
                if (isHole != hole && end > start) {
                    more = extents.next(end - start, hole);
                    start = end;
                }
                hole = isHole;
                end = newEnd;
            }
            return more;
        }

        void finish() {
            extents.next(end - start, hole);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
