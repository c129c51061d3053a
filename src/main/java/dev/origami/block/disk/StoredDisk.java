package dev.origami.block.disk;

import dev.origami.block.BlockStore;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** All that a stored disk holds, to be stored again: under another key, for example. Whoever uses it holds the disk. */
public final class StoredDisk implements DiskDelta {
    /** The stretch whose chunks are listed at once. */
    private static final long LISTING_BYTES = 256L << 20;

    private final BlockStore store;
    private final ManifestId manifest;
    private final long sizeBytes;

    public StoredDisk(BlockStore store, ManifestId manifest) throws IOException {
        this.store = store;
        this.manifest = manifest;
        this.sizeBytes = store.sizeBytes(manifest);
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    /** What has data; chunks that touch are one extent. */
    @Override
    public List<Extent> changed() throws IOException {
        List<Extent> extents = new ArrayList<>();
        for (long at = 0; at < sizeBytes; at += LISTING_BYTES) {
            for (Extent chunk : store.chunks(manifest, at, Math.min(LISTING_BYTES, sizeBytes - at))) {
                // One that began in the stretch before is there already.
                if (chunk.offset() >= at) {
                    add(extents, chunk);
                }
            }
        }
        return extents;
    }

    private static void add(List<Extent> extents, Extent chunk) {
        Extent last = extents.isEmpty() ? null : extents.getLast();
        if (last != null && last.end() == chunk.offset()) {
            extents.set(extents.size() - 1, new Extent(last.offset(), last.lengthBytes() + chunk.lengthBytes()));
        } else {
            extents.add(chunk);
        }
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        store.read(manifest, offset, into);
    }

    @Override
    public void close() {
        // Whoever opened the store closes it.
    }
}
