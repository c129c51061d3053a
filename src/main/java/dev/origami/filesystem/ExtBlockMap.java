package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the blocks of a file are: by a tree of extents, or, as in ext2 and ext3, by lists of blocks. */
final class ExtBlockMap {
    private static final int DIRECT = 12;
    private static final int LEVELS = 3;

    private static final short EXTENT_MAGIC = (short) 0xF30A;
    private static final int EXTENT_BYTES = 12;
    private static final int DEEPEST = 5;

    /** Of extents that are longer by this it is only said that they are zero. */
    private static final int UNWRITTEN = 32768;

    /** More levels than there are of lists or extents. */
    private static final int KEPT = 8;

    private final Window window;
    private final ExtSuperblock shape;
    private final Map<Long, ByteBuffer> maps = new LinkedHashMap<>(2 * KEPT, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ByteBuffer> eldest) {
            return size() > KEPT;
        }
    };

    ExtBlockMap(Window window, ExtSuperblock shape) {
        this.window = window;
        this.shape = shape;
    }

    /** The block of the file system that is a block of the file; 0 where there is none, which is zeros. */
    long find(ExtInode inode, long block) throws IOException, UnreadableException {
        return inode.hasExtents() ? ofExtents(inode.map(), block) : ofLists(inode.map(), block);
    }

    /** Reads a block of the file system. */
    ByteBuffer read(long block) throws IOException, UnreadableException {
        return read(block, 1);
    }

    /** Reads blocks that lie one after the other. */
    ByteBuffer read(long block, int count) throws IOException, UnreadableException {
        if (block < 0 || block > shape.blocks() - count) {
            throw new UnreadableException("a block beyond the end");
        }
        return window.read(block * shape.blockBytes(), count * shape.blockBytes());
    }

    /** As {@link #read(long)}, of a block that says where others are: mostly the one that was asked for last. */
    private ByteBuffer map(long block) throws IOException, UnreadableException {
        ByteBuffer known = maps.get(block);
        if (known == null) {
            known = read(block);
            maps.put(block, known);
        } else {
            window.budget().take(0);
        }
        return known;
    }

    private long ofLists(ByteBuffer map, long block) throws IOException, UnreadableException {
        if (block < DIRECT) {
            return entry(map, (int) block);
        }
        long perBlock = shape.blockBytes() / Integer.BYTES;
        long rest = block - DIRECT;
        long covered = 1;
        for (int level = 1; level <= LEVELS; level++) {
            covered *= perBlock;
            if (rest < covered) {
                return ofList(entry(map, DIRECT + level - 1), rest, covered / perBlock, perBlock);
            }
            rest -= covered;
        }
        throw new UnreadableException("a file that is too long");
    }

    private long ofList(long list, long index, long covered, long perBlock) throws IOException, UnreadableException {
        long at = list;
        long rest = index;
        for (long each = covered; at != 0 && each > 0; each /= perBlock) {
            at = entry(map(at), (int) (rest / each));
            rest %= each;
        }
        return at;
    }

    private static long entry(ByteBuffer list, int index) {
        return Integer.toUnsignedLong(list.getInt(index * Integer.BYTES));
    }

    private long ofExtents(ByteBuffer root, long block) throws IOException, UnreadableException {
        ByteBuffer node = root;
        int depth = depth(node);
        if (depth > DEEPEST) {
            throw new UnreadableException("a tree of extents that is too deep");
        }
        while (depth > 0) {
            int at = last(node, block);
            if (at == 0) {
                return 0;
            }
            node = map(Integer.toUnsignedLong(node.getInt(at + 4))
                    | (long) Short.toUnsignedInt(node.getShort(at + 8)) << 32);
            depth--;
            if (depth(node) != depth) {
                throw new UnreadableException("a tree of extents that is not one");
            }
        }
        int at = last(node, block);
        if (at == 0) {
            return 0;
        }
        long offset = block - Integer.toUnsignedLong(node.getInt(at));
        int length = Short.toUnsignedInt(node.getShort(at + 4));
        // Unwritten, or beyond: UNWRITTEN itself is the longest that is written.
        if (length > UNWRITTEN || offset >= length) {
            return 0;
        }
        long start =
                Integer.toUnsignedLong(node.getInt(at + 8)) | (long) Short.toUnsignedInt(node.getShort(at + 6)) << 32;
        return start + offset;
    }

    private static int depth(ByteBuffer node) throws UnreadableException {
        int entries = Short.toUnsignedInt(node.getShort(2));
        if (node.getShort(0) != EXTENT_MAGIC || (entries + 1) * EXTENT_BYTES > node.limit()) {
            throw new UnreadableException("a strange node of extents");
        }
        return Short.toUnsignedInt(node.getShort(6));
    }

    /** Where the last entry is that begins at the block or before; 0 when none does. */
    private static int last(ByteBuffer node, long block) {
        int found = 0;
        for (int i = 1; i <= Short.toUnsignedInt(node.getShort(2)); i++) {
            if (Integer.toUnsignedLong(node.getInt(i * EXTENT_BYTES)) <= block) {
                found = i * EXTENT_BYTES;
            }
        }
        return found;
    }
}
