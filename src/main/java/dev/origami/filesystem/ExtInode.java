package dev.origami.filesystem;

import java.nio.ByteBuffer;

/**
 * A file, directory or symbolic link of an ext file system.
 *
 * @param map the 60 bytes that say where its content is, or are it
 */
record ExtInode(int mode, long sizeBytes, int flags, ByteBuffer map) {
    static final int MAP_BYTES = 60;
    private static final int TYPE = 0xF000;
    private static final int DIRECTORY = 0x4000;
    private static final int FILE = 0x8000;
    private static final int LINK = 0xA000;
    private static final int COMPRESSED = 0x4;
    private static final int ENCRYPTED = 0x800;
    private static final int EXTENTS = 0x80000;
    private static final int INLINE = 0x10000000;

    static ExtInode of(ByteBuffer bytes) throws UnreadableException {
        long size = Integer.toUnsignedLong(bytes.getInt(0x4)) | Integer.toUnsignedLong(bytes.getInt(0x6C)) << 32;
        ExtInode inode = new ExtInode(
                Short.toUnsignedInt(bytes.getShort(0)),
                size,
                bytes.getInt(0x20),
                bytes.slice(0x28, MAP_BYTES).order(bytes.order()));
        if (size < 0 || (inode.flags & (COMPRESSED | ENCRYPTED | INLINE)) != 0) {
            throw new UnreadableException("a file that is stored in a way that is not known");
        }
        return inode;
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean hasExtents() {
        return (flags & EXTENTS) != 0;
    }

    /** Whether what a link points to stands in the map itself. */
    boolean isShortLink() {
        return isLink() && !hasExtents() && sizeBytes < MAP_BYTES;
    }
}
