package dev.origami.snapshot;

import dev.origami.block.BlockStore;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The blocks of an upload as what changed over its parent: all of them, also those of zeros. */
public final class UploadedDisk implements DiskDelta {
    private static final int BLOCK = BlockStore.LISTED_BLOCK_BYTES;

    private final long sizeBytes;
    private final NavigableMap<Long, UploadedBlock> blocks = new TreeMap<>();
    private final @Nullable FileChannel file;
    private final @Nullable UploadSeal seal;
    /** The block that was opened last: they are read piece by piece. */
    private @Nullable ByteBuffer opened;

    private long openedIndex;

    private UploadedDisk(
            long sizeBytes, List<UploadedBlock> blocks, @Nullable FileChannel file, @Nullable UploadSeal seal) {
        this.sizeBytes = sizeBytes;
        this.file = file;
        this.seal = seal;
        blocks.forEach(block -> this.blocks.put(block.index(), block));
    }

    /**
     * Opens it. The file is not there when all blocks are zeros.
     *
     * @param seal what the blocks in the file are sealed with; null: nothing
     */
    public static UploadedDisk open(long sizeBytes, List<UploadedBlock> blocks, Path file, @Nullable UploadSeal seal)
            throws IOException {
        FileChannel channel = Files.exists(file) ? FileChannel.open(file, StandardOpenOption.READ) : null;
        return new UploadedDisk(sizeBytes, blocks, channel, seal);
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public Iterable<Extent> changed() {
        List<Extent> extents = new ArrayList<>();
        for (long index : blocks.keySet()) {
            Extent last = extents.isEmpty() ? null : extents.getLast();
            if (last != null && last.end() == index * BLOCK) {
                extents.set(extents.size() - 1, new Extent(last.offset(), last.lengthBytes() + BLOCK));
            } else {
                extents.add(new Extent(index * BLOCK, BLOCK));
            }
        }
        return extents;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        int limit = into.limit();
        long position = offset;
        while (into.position() < limit) {
            int within = (int) (position % BLOCK);
            int length = Math.min(BLOCK - within, limit - into.position());
            into.limit(into.position() + length);
            readBlock(position / BLOCK, within, into);
            into.limit(limit);
            position += length;
        }
    }

    private void readBlock(long index, int within, ByteBuffer into) throws IOException {
        UploadedBlock block = blocks.get(index);
        if (block == null) {
            throw new IndexOutOfBoundsException("block " + index + " was not uploaded");
        }
        if (block.slot() == UploadedBlock.ZEROS) {
            while (into.hasRemaining()) {
                into.put((byte) 0);
            }
            return;
        }
        if (seal == null) {
            readFile((long) block.slot() * BLOCK + within, into);
        } else {
            ByteBuffer whole = opened(block, seal);
            into.put(whole.slice(within, into.remaining()));
        }
    }

    private ByteBuffer opened(UploadedBlock block, UploadSeal sealedWith) throws IOException {
        ByteBuffer before = opened;
        if (before != null && openedIndex == block.index()) {
            return before;
        }
        ByteBuffer sealed = ByteBuffer.allocate(BLOCK + UploadSeal.OVERHEAD_BYTES);
        readFile((long) block.slot() * sealed.capacity(), sealed);
        ByteBuffer whole = sealedWith.open(block.index(), sealed.flip());
        opened = whole;
        openedIndex = block.index();
        return whole;
    }

    private void readFile(long offset, ByteBuffer into) throws IOException {
        if (file == null) {
            throw new EOFException("the file of the uploaded blocks is gone");
        }
        long at = offset;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read < 0) {
                throw new EOFException("the file of the uploaded blocks is too short");
            }
            at += read;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
