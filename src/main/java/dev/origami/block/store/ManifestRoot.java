package dev.origami.block.store;

import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The root of a manifest: the disk's size, the lineage under whose key its chunks are sealed, and the page of each
 * region that has data, ascending. Regions that are not named are zero. Immutable.
 */
final class ManifestRoot {
    /** What a child of no parent starts from. */
    static final ManifestRoot NONE =
            new ManifestRoot(ByteBuffer.allocate(ManifestRoot.HEADER_BYTES), ManifestRoot.HEADER_BYTES, 0, 0, null);

    private static final long MAGIC = 0x4f_52_49_47_52_4f_4f_54L;
    /** Of a disk that is not encrypted. */
    private static final short PLAIN_VERSION = 1;
    /** Of one that is: the number of its lineage follows the header. */
    private static final short SEALED_VERSION = 2;

    private static final int HEADER_BYTES = 28;
    private static final int ENTRY_BYTES = 4 + ChunkId.BYTES;

    private final ByteBuffer bytes;
    private final int entriesAt;
    private final long sizeBytes;
    private final int count;
    private final @Nullable LineageId lineage;

    private ManifestRoot(ByteBuffer bytes, int entriesAt, long sizeBytes, int count, @Nullable LineageId lineage) {
        this.bytes = bytes;
        this.entriesAt = entriesAt;
        this.sizeBytes = sizeBytes;
        this.count = count;
        this.lineage = lineage;
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

        byte[] encode(long sizeBytes, @Nullable LineageId lineage) {
            entries.flip();
            ByteBuffer bytes = ByteBuffer.allocate(entriesAt(lineage != null) + entries.remaining());
            // The flags are room for what a later version may need.
            bytes.putLong(MAGIC)
                    .putShort(lineage == null ? PLAIN_VERSION : SEALED_VERSION)
                    .putShort((short) 0);
            bytes.putInt(Grains.REGION_BYTES).putLong(sizeBytes).putInt(entries.remaining() / ENTRY_BYTES);
            if (lineage != null) {
                bytes.putInt(lineage.number());
            }
            bytes.put(entries);
            return bytes.array();
        }
    }

    static ManifestRoot decode(byte[] encoded) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (encoded.length < HEADER_BYTES || bytes.getLong(0) != MAGIC) {
            throw new IOException("not the root of a manifest");
        }
        boolean sealed = bytes.getShort(8) == SEALED_VERSION;
        if ((!sealed && bytes.getShort(8) != PLAIN_VERSION)
                || bytes.getShort(10) != 0
                || bytes.getInt(12) != Grains.REGION_BYTES) {
            throw new IOException("a root of a version that this program cannot read");
        }
        long sizeBytes = bytes.getLong(16);
        int count = bytes.getInt(24);
        if (sizeBytes <= 0 || count < 0 || encoded.length != entriesAt(sealed) + (long) count * ENTRY_BYTES) {
            throw new IOException("a root whose length does not fit its regions");
        }
        ManifestRoot root =
                new ManifestRoot(bytes, entriesAt(sealed), sizeBytes, count, sealed ? lineage(bytes) : null);
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

    private static int entriesAt(boolean sealed) {
        return sealed ? HEADER_BYTES + Integer.BYTES : HEADER_BYTES;
    }

    private static LineageId lineage(ByteBuffer bytes) throws IOException {
        int number = bytes.getInt(HEADER_BYTES);
        if (number <= 0) {
            throw new IOException("a root of a lineage that cannot be");
        }
        return new LineageId(number);
    }

    /** Under whose key the chunks are sealed; null: the disk is not encrypted. */
    @Nullable
    LineageId lineage() {
        return lineage;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    int count() {
        return count;
    }

    int region(int i) {
        return bytes.getInt(entriesAt + i * ENTRY_BYTES);
    }

    ChunkId page(int i) {
        return ChunkId.at(bytes, entriesAt + i * ENTRY_BYTES + 4);
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
