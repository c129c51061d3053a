package dev.origami.block.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The root of a manifest: the disk's size, and the page of each region that has data, ascending. Regions that are not
 * named are zero. Immutable.
 */
final class ManifestRoot {
    /** What a child of no parent starts from. */
    static final ManifestRoot NONE = new ManifestRoot(ByteBuffer.allocate(ManifestRoot.HEADER_BYTES), 0, 0);

    private static final long MAGIC = 0x4f_52_49_47_52_4f_4f_54L;
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = 28;
    private static final int ENTRY_BYTES = 4 + ChunkId.BYTES;

    private final ByteBuffer bytes;
    private final long sizeBytes;
    private final int count;

    private ManifestRoot(ByteBuffer bytes, long sizeBytes, int count) {
        this.bytes = bytes;
        this.sizeBytes = sizeBytes;
        this.count = count;
    }

    /** Writes a root, region by region, ascending. */
    static final class Builder {
        private ByteBuffer entries = ByteBuffer.allocate(64 * ENTRY_BYTES);

        void add(int region, ChunkId page) {
            if (entries.remaining() < ENTRY_BYTES) {
                entries = ByteBuffer.allocate(Math.multiplyExact(entries.capacity(), 2))
                        .put(entries.flip());
            }
            entries.putInt(region);
            page.write(entries);
        }

        byte[] encode(long sizeBytes) {
            entries.flip();
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + entries.remaining());
            // The flags are room for what a later version may need, such as sealed manifests.
            bytes.putLong(MAGIC).putShort(VERSION).putShort((short) 0);
            bytes.putInt(Grains.REGION_BYTES).putLong(sizeBytes).putInt(entries.remaining() / ENTRY_BYTES);
            bytes.put(entries);
            return bytes.array();
        }
    }

    static ManifestRoot decode(byte[] encoded) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (encoded.length < HEADER_BYTES || bytes.getLong(0) != MAGIC) {
            throw new IOException("not the root of a manifest");
        }
        if (bytes.getShort(8) != VERSION || bytes.getShort(10) != 0 || bytes.getInt(12) != Grains.REGION_BYTES) {
            throw new IOException("a root of a version that this program cannot read");
        }
        long sizeBytes = bytes.getLong(16);
        int count = bytes.getInt(24);
        if (sizeBytes <= 0 || count < 0 || encoded.length != HEADER_BYTES + (long) count * ENTRY_BYTES) {
            throw new IOException("a root whose length does not fit its regions");
        }
        ManifestRoot root = new ManifestRoot(bytes, sizeBytes, count);
        int last = -1;
        for (int i = 0; i < count; i++) {
            if (root.region(i) <= last) {
                throw new IOException("a root whose regions are out of order");
            }
            last = root.region(i);
        }
        if (Grains.regionOffset(last) >= sizeBytes) {
            throw new IOException("a root that reaches past its disk");
        }
        return root;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    int count() {
        return count;
    }

    int region(int i) {
        return bytes.getInt(HEADER_BYTES + i * ENTRY_BYTES);
    }

    ChunkId page(int i) {
        return ChunkId.at(bytes, HEADER_BYTES + i * ENTRY_BYTES + 4);
    }

    int encodedBytes() {
        return bytes.capacity();
    }

    /** How many grains of a region the disk has. */
    int grainsIn(int region) {
        return grainsIn(region, sizeBytes);
    }

    static int grainsIn(int region, long sizeBytes) {
        return (int) Math.min(Grains.REGION_GRAINS, (sizeBytes - Grains.regionOffset(region)) / Grains.GRAIN_BYTES);
    }

    /** The place of a region in the list, or -1 where the region is zero. */
    int find(int region) {
        int i = firstFrom(region);
        return i < count && region(i) == region ? i : -1;
    }

    /** The place of the first region that is not before the given one. */
    int firstFrom(int region) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (region(middle) < region) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
