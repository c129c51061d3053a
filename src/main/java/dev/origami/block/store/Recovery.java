package dev.origami.block.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a store's files into order when it is opened: the index as it was closed, or built again from the packs; packs
 * that are not sealed, without what a crash tore.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final PackDirectory directory;
    private final Codec codec;
    private final long packBytes;
    private final List<PackWriter> writers = new ArrayList<>();

    Recovery(PackDirectory directory, Codec codec, long packBytes) {
        this.directory = directory;
        this.codec = codec;
        this.packBytes = packBytes;
    }

    ChunkIndex open(Path indexFile) throws IOException {
        ChunkIndex index = ChunkIndex.open(indexFile, directory.digest());
        if (index == null) {
            return rebuild(indexFile);
        }
        try {
            for (Map.Entry<Integer, Long> pack : directory.lengths().entrySet()) {
                if (pack.getValue() < packBytes) {
                    resume(pack.getKey(), null);
                }
            }
            return index;
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** The packs that are not sealed, to be appended to. */
    List<PackWriter> writers() {
        return writers;
    }

    private ChunkIndex rebuild(Path indexFile) throws IOException {
        ChunkIndex index = ChunkIndex.create(indexFile);
        try {
            for (int pack : directory.lengths().keySet()) {
                resume(pack, index);
            }
            directory.sync();
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
        if (index.size() > 0) {
            LOG.info("The index of the block store was built again: {} chunks", index.size());
        }
        return index;
    }

    /** Reads a pack, puts its chunks into an index that is being built, and goes on with it if it is not sealed. */
    private void resume(int pack, @Nullable ChunkIndex index) throws IOException {
        PackContents contents;
        try (FileChannel channel = directory.openToWrite(pack)) {
            if (index == null && PackContents.isSealed(channel, pack)) {
                return;
            }
            contents = PackContents.read(channel, pack, codec);
            if (!contents.sealed() && contents.validBytes() < channel.size()) {
                LOG.warn(
                        "Pack {} was cut from {} to {} bytes: what followed was torn",
                        PackDirectory.name(pack),
                        channel.size(),
                        contents.validBytes());
                channel.truncate(contents.validBytes());
            }
            // What the crash left in the page cache alone must be durable before anything refers to it.
            channel.force(true);
            directory.setLength(pack, channel.size());
        }
        if (contents.validBytes() == 0) {
            directory.delete(pack);
            return;
        }
        if (index != null) {
            index.reserve(contents.entries().size());
            for (PackEntry entry : contents.entries()) {
                if (index.find(entry.id()) == Location.NOWHERE) {
                    index.put(entry.id(), entry.location());
                }
            }
        }
        Long salt = contents.salt();
        if (!contents.sealed() && salt != null) {
            writers.add(PackWriter.resume(directory, pack, salt, contents));
        }
    }
}
