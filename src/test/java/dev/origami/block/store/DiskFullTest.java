package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.StoreFullException;
import dev.origami.block.TestKeys;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up fails the store that fills it, and nothing else. */
class DiskFullTest {
    private final @Nullable LineageId lineage = lineage();

    /** Of the disks that are stored; null: they are not encrypted. */
    @Nullable
    LineageId lineage() {
        return null;
    }

    @TempDir
    private Path directory;

    @Test
    void aStoreThatFillsTheDiskIsGivenBackAndTheNextOneWorks() throws IOException {
        TrackedFiles files = new TrackedFiles();
        MemoryDisk first = TestLimits.mixedDisk(1, 1500);
        MemoryDisk second = first.child();
        second.write(0, MemoryDisk.noise(2, 1400));
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys(), files)) {
            ManifestId parent = TestLimits.store(store, null, lineage, first);
            long before = store.packBytes();
            long needed = 1400L * MemoryDisk.GRAIN;
            for (long free : new long[] {0, 1, 4096, 300_001, needed / 3, needed / 2 + 7}) {
                files.setFreeBytes(free);
                assertThatThrownBy(() -> store.store(parent, lineage, second, Progress.NONE))
                        .isInstanceOf(StoreFullException.class)
                        .hasMessageContaining("No space left on device");
                assertThat(sizeOfPacks()).isEqualTo(store.packBytes());
                // What the first store left open of a pack may have been sealed; no more than that stays.
                assertThat(store.packBytes() - before).isLessThan(TestLimits.SMALL.packBytes() + 600_000);
                assertThat(TestLimits.content(store, parent)).isEqualTo(first.bytes());
                assertThat(store.verify(parent, Progress.NONE).sound()).isTrue();
            }
            files.setFreeBytes(2 * needed);
            ManifestId child = TestLimits.store(store, parent, lineage, second);
            assertThat(TestLimits.content(store, child)).isEqualTo(second.bytes());
        }
        Files.delete(directory.resolve("index"));
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            assertThat(TestLimits.content(store, TestLimits.store(store, null, lineage, second)))
                    .isEqualTo(second.bytes());
        }
    }

    @Test
    void thePacksTakeNoMoreThanTheyMay() throws IOException {
        long most = 2 * 1024 * 1024;
        try (LocalBlockStore store =
                LocalBlockStore.open(directory, TestLimits.limits(1024 * 1024, most), new TestKeys())) {
            MemoryDisk small = new MemoryDisk(100);
            small.write(0, MemoryDisk.noise(3, 100));
            ManifestId manifest = TestLimits.store(store, null, lineage, small);
            MemoryDisk large = new MemoryDisk(1000);
            large.write(0, MemoryDisk.noise(4, 1000));
            assertThatThrownBy(() -> store.store(null, lineage, large, Progress.NONE))
                    .isInstanceOf(StoreFullException.class);
            assertThat(sizeOfPacks()).isLessThanOrEqualTo(most);
            assertThat(TestLimits.content(store, manifest)).isEqualTo(small.bytes());
        }
    }

    private long sizeOfPacks() throws IOException {
        long bytes = 0;
        try (var packs = Files.list(directory.resolve("packs"))) {
            for (Path pack : packs.toList()) {
                bytes += Files.size(pack);
            }
        }
        return bytes;
    }
}
