package dev.origami.block.store;

import dev.origami.config.BlockLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Limits under which small disks already fill packs, and what tests do with directories. */
final class TestLimits {
    static final BlockLimits SMALL = limits(1024 * 1024, Long.MAX_VALUE);

    private TestLimits() {}

    static BlockLimits limits(long packBytes, long maxStoreBytes) {
        return new BlockLimits(packBytes, maxStoreBytes, 1L << 40, 2, 2, 4, 3, 4, 1024 * 1024, 50, 100);
    }

    static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
