package dev.origami.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The shape of an ext2, ext3 or ext4 file system.
 *
 * @param blockBytes 1 KiB to 64 KiB
 * @param blocks of which all are within the window
 * @param describedGroups of so many groups the descriptors are in one table
 */
record ExtSuperblock(
        int blockBytes,
        long blocks,
        long inodes,
        int firstDataBlock,
        int inodesPerGroup,
        int inodeBytes,
        int descriptorBytes,
        long describedGroups) {
    private static final int AT = 1024;
    private static final int BYTES = 1024;
    private static final short MAGIC = (short) 0xEF53;
    private static final int LARGEST_BLOCK_SHIFT = 6;
    private static final int FIRST_REVISION_INODE = 128;
    private static final int SHORT_DESCRIPTOR = 32;
    private static final int LONG_DESCRIPTOR = 64;

    private static final int FILETYPE = 0x2;
    private static final int RECOVER = 0x4;
    private static final int META_BG = 0x10;
    private static final int EXTENTS = 0x40;
    private static final int BITS_64 = 0x80;
    private static final int MMP = 0x100;
    private static final int FLEX_BG = 0x200;
    private static final int EA_INODE = 0x400;
    private static final int CHECKSUM_SEED = 0x2000;
    private static final int LARGE_DIRECTORIES = 0x4000;
    private static final int INLINE_DATA = 0x8000;
    private static final int ENCRYPTION = 0x10000;
    private static final int CASE_FOLDING = 0x20000;

    /** What of the features that change the format is known here; single files may have more of them than that. */
    private static final int KNOWN = FILETYPE
            | RECOVER
            | META_BG
            | EXTENTS
            | BITS_64
            | MMP
            | FLEX_BG
            | EA_INODE
            | CHECKSUM_SEED
            | LARGE_DIRECTORIES
            | INLINE_DATA
            | ENCRYPTION
            | CASE_FOLDING;

    /**
     * Reads it.
     *
     * @return empty where there is another file system, or none
     */
    static Optional<ExtSuperblock> read(Window window) throws IOException, UnreadableException {
        if (!window.has(AT, BYTES)) {
            return Optional.empty();
        }
        ByteBuffer bytes = window.read(AT, BYTES);
        if (bytes.getShort(0x38) != MAGIC) {
            return Optional.empty();
        }
        int incompatible = bytes.getInt(0x60);
        if ((incompatible & ~KNOWN) != 0) {
            throw new UnreadableException("an ext file system with features that are not known");
        }
        boolean wide = (incompatible & BITS_64) != 0;
        int shift = bytes.getInt(0x18);
        require(shift >= 0 && shift <= LARGEST_BLOCK_SHIFT);
        int blockBytes = 1024 << shift;
        long blocks = Integer.toUnsignedLong(bytes.getInt(0x4))
                | (wide ? Integer.toUnsignedLong(bytes.getInt(0x150)) << 32 : 0);
        require(blocks > 0 && blocks <= window.sizeBytes() / blockBytes);
        int inodeBytes = bytes.getInt(0x4C) == 0 ? FIRST_REVISION_INODE : Short.toUnsignedInt(bytes.getShort(0x58));
        require(inodeBytes >= FIRST_REVISION_INODE && inodeBytes <= blockBytes && Integer.bitCount(inodeBytes) == 1);
        int descriptorBytes = wide ? Short.toUnsignedInt(bytes.getShort(0xFE)) : SHORT_DESCRIPTOR;
        require(descriptorBytes >= (wide ? LONG_DESCRIPTOR : SHORT_DESCRIPTOR) && descriptorBytes <= blockBytes);
        int firstDataBlock = bytes.getInt(0x14);
        require(firstDataBlock == 0 || firstDataBlock == 1);
        int inodesPerGroup = bytes.getInt(0x28);
        require(inodesPerGroup > 0);
        // The descriptors of later groups lie among the groups themselves; those of the first come first in any case.
        long described = (incompatible & META_BG) == 0
                ? Long.MAX_VALUE
                : Math.max(1, Integer.toUnsignedLong(bytes.getInt(0x104))) * (blockBytes / descriptorBytes);
        return Optional.of(new ExtSuperblock(
                blockBytes,
                blocks,
                Integer.toUnsignedLong(bytes.getInt(0x0)),
                firstDataBlock,
                inodesPerGroup,
                inodeBytes,
                descriptorBytes,
                described));
    }

    private static void require(boolean right) throws UnreadableException {
        if (!right) {
            throw new UnreadableException("a strange ext superblock");
        }
    }
}
