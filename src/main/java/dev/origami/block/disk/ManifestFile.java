package dev.origami.block.disk;

import dev.origami.block.BlockStore;
import dev.origami.block.Durable;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes stored disks out as raw files. */
public final class ManifestFile {
    /** The stretch whose chunks are listed at once. */
    private static final long LISTING_BYTES = 256L << 20;

    private ManifestFile() {}

    /**
     * Writes a disk as a sparse raw file, each block checked. The file is there whole or not at all; what had its name
     * is replaced.
     *
     * @param lengthBytes the length of the file, at most the disk's size: the rest is left out
     * @throws IOException if a block is lost or the disk is full; nothing stays then
     */
    public static void write(BlockStore store, ManifestId manifest, Path path, long lengthBytes, Progress progress)
            throws IOException {
        Path unready = path.resolveSibling(path.getFileName() + ".new");
        try (Stored hold = store.hold(manifest);
                RandomAccessFile file = new RandomAccessFile(unready.toFile(), "rw")) {
            if (lengthBytes < 0 || lengthBytes > store.sizeBytes(hold.id())) {
                throw new IllegalArgumentException("Not a length of disk " + manifest + ": " + lengthBytes);
            }
            file.setLength(0);
            copy(store, manifest, file.getChannel(), lengthBytes, progress);
            file.setLength(lengthBytes);
            Durable.publish(unready, path);
        } finally {
            Files.deleteIfExists(unready);
        }
    }

    private static void copy(
            BlockStore store, ManifestId manifest, FileChannel into, long lengthBytes, Progress progress)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(0);
        for (long at = 0; at < lengthBytes; at += LISTING_BYTES) {
            long length = Math.min(LISTING_BYTES, lengthBytes - at);
            for (Extent chunk : store.chunks(manifest, at, length)) {
                // One that began in the stretch before is written already.
                if (chunk.offset() >= at) {
                    int bytes = Math.toIntExact(chunk.lengthBytes());
                    buffer = buffer.capacity() < bytes ? ByteBuffer.allocateDirect(bytes) : buffer;
                    store.read(manifest, chunk.offset(), buffer.clear().limit(bytes));
                    buffer.flip();
                    for (long to = chunk.offset(); buffer.hasRemaining(); ) {
                        to += into.write(buffer, to);
                    }
                    progress.done(Math.min(chunk.end(), lengthBytes), lengthBytes);
                }
            }
            progress.done(at + length, lengthBytes);
        }
    }
}
