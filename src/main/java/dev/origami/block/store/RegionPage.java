package dev.origami.block.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A page of a manifest: the chunks of one region, ascending. What lies between them is zero. It says nothing of where
 * the region lies, so equal regions share their page. Immutable.
 */
final class RegionPage {
    static final RegionPage EMPTY = new RegionPage(ByteBuffer.allocate(RegionPage.HEADER_BYTES), 0);

    /** The most bytes that a page can have: each grain its own chunk. */
    static final int MAX_BYTES = RegionPage.HEADER_BYTES + Grains.REGION_GRAINS * RegionPage.ENTRY_BYTES;

    private static final int MAGIC = 0x4f_50_41_47;
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 4 + ChunkId.BYTES;

    private final ByteBuffer bytes;
    private final int count;

    private RegionPage(ByteBuffer bytes, int count) {
        this.bytes = bytes;
        this.count = count;
    }

    static byte[] encode(List<ChunkRef> chunks) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + chunks.size() * ENTRY_BYTES);
        bytes.putInt(MAGIC).putShort(VERSION).putShort((short) chunks.size());
        for (ChunkRef chunk : chunks) {
            bytes.putShort((short) chunk.firstGrain()).putShort((short) chunk.grains());
            chunk.id().write(bytes);
        }
        return bytes.array();
    }

    /** Reads a page; every place in it is checked, so that no page can lead outside of its region. */
    static RegionPage decode(byte[] encoded) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        if (encoded.length < HEADER_BYTES || bytes.getInt(0) != MAGIC) {
            throw new IOException("not a page of a manifest");
        }
        if (bytes.getShort(4) != VERSION) {
            throw new IOException("a page of version " + bytes.getShort(4) + ", which this program cannot read");
        }
        int count = bytes.getShort(6);
        if (count < 0 || encoded.length != HEADER_BYTES + count * ENTRY_BYTES) {
            throw new IOException("a page whose length does not fit its chunks");
        }
        RegionPage page = new RegionPage(bytes, count);
        int end = 0;
        for (int i = 0; i < count; i++) {
            int grains = page.grains(i);
            if (page.firstGrain(i) < end || grains < 1 || grains > Grains.MAX_CHUNK_GRAINS) {
                throw new IOException("a page whose chunks are out of order");
            }
            end = page.firstGrain(i) + grains;
        }
        if (end > Grains.REGION_GRAINS) {
            throw new IOException("a page that reaches past its region");
        }
        return page;
    }

    int count() {
        return count;
    }

    int firstGrain(int i) {
        return bytes.getShort(HEADER_BYTES + i * ENTRY_BYTES);
    }

    int grains(int i) {
        return bytes.getShort(HEADER_BYTES + i * ENTRY_BYTES + 2);
    }

    ChunkRef chunk(int i) {
        return new ChunkRef(firstGrain(i), grains(i), ChunkId.at(bytes, HEADER_BYTES + i * ENTRY_BYTES + 4));
    }

    int encodedBytes() {
        return bytes.capacity();
    }

    /** The chunk that holds a grain, or -1 where the grain is zero. */
    int find(int grain) {
        int i = firstEndingAfter(grain);
        return i < count && firstGrain(i) <= grain ? i : -1;
    }

    /** The first chunk that ends after a grain; {@link #count} where none does. */
    int firstEndingAfter(int grain) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (firstGrain(middle) + grains(middle) <= grain) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
