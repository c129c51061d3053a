package dev.origami.block.nbd;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.ManifestId;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk in memory that is the only export of a server, with a damaged page and faults that pass, when told. */
final class MemoryDisk implements NbdDisk, NbdExports {
    static final int PAGE_BYTES = 4096;
    static final ManifestId ID = new ManifestId("ab".repeat(32));

    final byte[] content;
    final AtomicInteger passingFaults = new AtomicInteger();
    /** Down once a read has failed. */
    final CountDownLatch faulted = new CountDownLatch(1);

    volatile long damagedOffset = -1;
    volatile boolean keyGone;

    /** Random data in even stretches of 64 pages, holes in the odd ones. */
    MemoryDisk(int sizeBytes, long seed) {
        content = new byte[sizeBytes];
        new Random(seed).nextBytes(content);
        for (int at = 64 * PAGE_BYTES; at < sizeBytes; at += 128 * PAGE_BYTES) {
            Arrays.fill(content, at, Math.min(sizeBytes, at + 64 * PAGE_BYTES), (byte) 0);
        }
    }

    @Override
    public Optional<NbdDisk> open(String name) {
        return name.equals(ID.hex()) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public List<String> names() {
        return List.of(ID.hex());
    }

    @Override
    public long sizeBytes() {
        return content.length;
    }

    @Override
    public ByteBuffer read(long offset, int lengthBytes, Memory memory) throws IOException {
        if (passingFaults.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            faulted.countDown();
            throw new IOException("the store is away for a moment");
        }
        if (keyGone) {
            throw new BlockKeyGoneException(new LineageId(1), null);
        }
        if (damagedOffset >= offset && damagedOffset < offset + lengthBytes) {
            throw new BlockCorruptedException(ID, damagedOffset, "chunk", "pack", "bits have rotted");
        }
        return ByteBuffer.wrap(content, (int) offset, lengthBytes).slice();
    }

    @Override
    public void allocation(long offset, long lengthBytes, Extents extents) {
        long stretch = 64L * PAGE_BYTES;
        long end = offset + lengthBytes;
        boolean more = true;
        for (long at = offset; more && at < end; ) {
            long next = Math.min(end, (at / stretch + 1) * stretch);
            more = extents.next(next - at, (at / stretch) % 2 == 1);
            at = next;
        }
    }

    @Override
    public void close() {}
}
