package dev.origami.block.store;

import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** A small disk in memory, which remembers what was written since it was last a parent. */
final class MemoryDisk implements DiskDelta {
    static final int GRAIN = Grains.GRAIN_BYTES;

    private byte[] bytes;
    private final BitSet changed = new BitSet();
    private long readBytes;

    MemoryDisk(int grains) {
        bytes = new byte[grains * GRAIN];
    }

    /** A copy with the same content in which nothing is changed. */
    MemoryDisk child() {
        MemoryDisk child = new MemoryDisk(bytes.length / GRAIN);
        System.arraycopy(bytes, 0, child.bytes, 0, bytes.length);
        return child;
    }

    /** The same content with no parent: every extent that has data counts as changed. */
    MemoryDisk whole() {
        MemoryDisk whole = child();
        for (int i = 0; i < bytes.length / GRAIN; i++) {
            whole.changed.set(i, !BorderRule.isZero(bytes, i * GRAIN));
        }
        return whole;
    }

    void grow(int grains) {
        bytes = Arrays.copyOf(bytes, grains * GRAIN);
    }

    void write(int grain, byte[] content) {
        System.arraycopy(content, 0, bytes, grain * GRAIN, content.length);
        changed.set(grain, grain + content.length / GRAIN);
    }

    void zero(int grain, int grains) {
        write(grain, new byte[grains * GRAIN]);
    }

    /** Grains that do not compress. */
    static byte[] noise(long seed, int grains) {
        byte[] content = new byte[grains * GRAIN];
        new Random(seed).nextBytes(content);
        return content;
    }

    int grains() {
        return bytes.length / GRAIN;
    }

    byte[] bytes() {
        return bytes;
    }

    long readBytes() {
        return readBytes;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public List<Extent> changed() {
        List<Extent> extents = new ArrayList<>();
        for (int from = changed.nextSetBit(0); from >= 0; ) {
            int to = changed.nextClearBit(from);
            extents.add(new Extent((long) from * GRAIN, (long) (to - from) * GRAIN));
            from = changed.nextSetBit(to);
        }
        return extents;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        for (int i = (int) (offset / GRAIN); i < (offset + into.remaining()) / GRAIN; i++) {
            if (!changed.get(i)) {
                throw new AssertionError("Grain " + i + " was read, which is not changed");
            }
        }
        readBytes += into.remaining();
        into.put(bytes, (int) offset, into.remaining());
    }

    @Override
    public void close() {}
}
