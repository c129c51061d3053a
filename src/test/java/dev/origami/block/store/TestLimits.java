package dev.origami.block.store;

import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.config.BlockLimits;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Limits under which small disks already fill packs, and what tests do with stores. */
final class TestLimits {
    static final BlockLimits SMALL = limits(1024 * 1024, Long.MAX_VALUE);
    /** What sealed disks of tests are of. */
    static final LineageId SEALED = new LineageId(1);

    private TestLimits() {}

    static BlockLimits limits(long packBytes, long maxStoreBytes) {
        return new BlockLimits(packBytes, maxStoreBytes, 1L << 40, 2, 2, 4, 3, 4, 1024 * 1024, 50, 100);
    }

    /** Stores a disk and lets go of the lease. */
    static ManifestId store(LocalBlockStore store, @Nullable ManifestId parent, MemoryDisk disk) throws IOException {
        return store(store, parent, null, disk);
    }

    /** Stores a disk, sealed if it has a lineage, and lets go of the lease. */
    static ManifestId store(
            LocalBlockStore store, @Nullable ManifestId parent, @Nullable LineageId lineage, MemoryDisk disk)
            throws IOException {
        try (Stored stored = store.store(parent, lineage, disk, Progress.NONE)) {
            return stored.id();
        }
    }

    /** Everything that a disk holds. */
    static byte[] content(LocalBlockStore store, ManifestId manifest) throws IOException {
        ByteBuffer into = ByteBuffer.allocate((int) store.sizeBytes(manifest));
        store.read(manifest, 0, into);
        return into.array();
    }

    /** A disk of data that compresses, data that does not, and holes, in stretches. */
    static MemoryDisk mixedDisk(long seed, int grains) {
        Random random = new Random(seed);
        MemoryDisk disk = new MemoryDisk(grains);
        int at = 0;
        while (at < grains) {
            int length = Math.min(grains - at, 1 + random.nextInt(200));
            byte[] content = MemoryDisk.noise(random.nextLong(), length);
            switch (random.nextInt(4)) {
                case 0 -> {
                    for (int i = 0; i < content.length; i++) {
                        content[i] = (byte) (content[i] & 3);
                    }
                    disk.write(at, content);
                }
                case 1 -> {
                    at += length;
                    continue;
                }
                default -> disk.write(at, content);
            }
            at += length;
        }
        return disk;
    }

    static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
