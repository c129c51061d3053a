package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * An ext2, ext3 or ext4 file system, as it lies there: what is only in its journal yet (the guest ran when its disk was
 * frozen) is not looked at.
 */
final class ExtFileSystem {
    private static final long ROOT = 2;
    private static final int NAMES_IN_PATH = 256;
    private static final int LINKS_IN_PATH = 16;
    private static final int LONGEST_LINK = 4095;
    /** So much is read at once. */
    private static final int RUN_BYTES = 1 << 20;

    private static final int ENTRY_HEADER = 8;
    private static final int ENTRY_ALIGNMENT = 4;

    private final Window window;
    private final ExtSuperblock shape;
    private final ExtBlockMap blocks;

    private ExtFileSystem(Window window, ExtSuperblock shape) {
        this.window = window;
        this.shape = shape;
        this.blocks = new ExtBlockMap(window, shape);
    }

    /** Empty where there is another file system, or none. */
    static Optional<ExtFileSystem> open(Window window) throws IOException, UnreadableException {
        return ExtSuperblock.read(window).map(shape -> new ExtFileSystem(window, shape));
    }

    /**
     * The content of a file.
     *
     * @param path from the root; symbolic links are followed, within this file system
     * @param most bytes
     * @return empty when there is no such file
     * @throws UnreadableException also when it is longer
     */
    Optional<byte[]> read(String path, int most) throws IOException, UnreadableException {
        Optional<ExtInode> file = find(path);
        return file.isPresent() && file.get().isFile() ? Optional.of(content(file.get(), most)) : Optional.empty();
    }

    private Optional<ExtInode> find(String path) throws IOException, UnreadableException {
        Deque<String> names = new ArrayDeque<>(List.of(path.split("/")));
        ExtInode at = inode(ROOT);
        int seen = 0;
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            Optional<ExtInode> next = at.isDirectory() ? entry(at, name) : Optional.empty();
            seen++;
            if (next.isEmpty() || seen > NAMES_IN_PATH) {
                return Optional.empty();
            }
            if (next.get().isLink()) {
                links++;
                if (links > LINKS_IN_PATH) {
                    return Optional.empty();
                }
                String target = new String(target(next.get()), StandardCharsets.UTF_8);
                if (target.startsWith("/")) {
                    at = inode(ROOT);
                }
                List.of(target.split("/")).reversed().forEach(names::push);
            } else {
                at = next.get();
            }
        }
        return Optional.of(at);
    }

    private byte[] target(ExtInode link) throws IOException, UnreadableException {
        if (!link.isShortLink()) {
            return content(link, LONGEST_LINK);
        }
        byte[] target = new byte[(int) link.sizeBytes()];
        link.map().get(0, target);
        return target;
    }

    private byte[] content(ExtInode inode, int most) throws IOException, UnreadableException {
        if (inode.sizeBytes() > most) {
            throw new UnreadableException("a file that is too long");
        }
        byte[] content = new byte[(int) inode.sizeBytes()];
        int blockBytes = shape.blockBytes();
        int count = Math.ceilDiv(content.length, blockBytes);
        long next = count == 0 ? 0 : blocks.find(inode, 0);
        for (int i = 0; i < count; ) {
            long first = next;
            int run = 0;
            // Blocks that lie one after the other are read at once.
            do {
                run++;
                next = i + run < count ? blocks.find(inode, i + run) : 0;
            } while (i + run < count && next == (first == 0 ? 0 : first + run) && run * blockBytes < RUN_BYTES);
            if (first != 0) {
                int at = i * blockBytes;
                blocks.read(first, run).get(content, at, Math.min(run * blockBytes, content.length - at));
            }
            i += run;
        }
        return content;
    }

    /** Directories with an index are read as those without one, of which they have the form. */
    private Optional<ExtInode> entry(ExtInode directory, String name) throws IOException, UnreadableException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        long count = directory.sizeBytes() / shape.blockBytes();
        for (long i = 0; i < count; i++) {
            long block = blocks.find(directory, i);
            // A directory has no holes, and to pass over one would cost nothing of the budget.
            long found = number(blocks.read(block), wanted);
            if (found != 0) {
                return Optional.of(inode(found));
            }
        }
        return Optional.empty();
    }

    /** The number of the inode of that name in a block of a directory; 0 when it is not there. */
    private static long number(ByteBuffer block, byte[] wanted) throws UnreadableException {
        int at = 0;
        while (at + ENTRY_HEADER <= block.limit()) {
            int length = Short.toUnsignedInt(block.getShort(at + 4));
            int nameLength = Byte.toUnsignedInt(block.get(at + 6));
            if (length < ENTRY_HEADER
                    || length % ENTRY_ALIGNMENT != 0
                    || length > block.limit() - at
                    || nameLength > length - ENTRY_HEADER) {
                throw new UnreadableException("a strange entry of a directory");
            }
            long inode = Integer.toUnsignedLong(block.getInt(at));
            if (inode != 0 && block.slice(at + ENTRY_HEADER, nameLength).equals(ByteBuffer.wrap(wanted))) {
                return inode;
            }
            at += length;
        }
        return 0;
    }

    private ExtInode inode(long number) throws IOException, UnreadableException {
        if (number < 1 || number > shape.inodes()) {
            throw new UnreadableException("an inode that there is not");
        }
        long group = (number - 1) / shape.inodesPerGroup();
        long index = (number - 1) % shape.inodesPerGroup();
        if (group >= shape.describedGroups()) {
            throw new UnreadableException("a group whose descriptor is elsewhere");
        }
        ByteBuffer descriptor = window.read(
                (shape.firstDataBlock() + 1L) * shape.blockBytes() + group * shape.descriptorBytes(),
                shape.descriptorBytes());
        long table = Integer.toUnsignedLong(descriptor.getInt(0x8));
        if (shape.descriptorBytes() > 32) {
            table |= Integer.toUnsignedLong(descriptor.getInt(0x28)) << 32;
        }
        if (table <= 0 || table >= shape.blocks()) {
            throw new UnreadableException("a table of inodes beyond the end");
        }
        return ExtInode.of(window.read(table * shape.blockBytes() + index * shape.inodeBytes(), shape.inodeBytes()));
    }
}
