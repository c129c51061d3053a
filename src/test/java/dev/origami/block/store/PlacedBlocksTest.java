package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.BlockKeys;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Block stores of several places: what lies where, and what moves between them. */
class PlacedBlocksTest {
    @TempDir
    private Path directory = Path.of("");

    private Path hall = Path.of("");
    private PlacedBlocks blocks;

    @BeforeEach
    void open() throws IOException {
        hall = directory.resolve("hall");
        blocks = PlacedBlocks.open(directory.resolve("blocks"), Set.of(hall), TestLimits.SMALL, BlockKeys.NONE);
    }

    @AfterEach
    void close() throws IOException {
        blocks.close();
    }

    private ManifestId store(Path place, ManifestId parent, MemoryDisk disk) throws IOException {
        try (Stored stored = blocks.at(place).store(parent, null, disk, Progress.NONE)) {
            return stored.id();
        }
    }

    private ManifestId storeInCommon(MemoryDisk disk) throws IOException {
        try (Stored stored = blocks.store(null, null, disk, Progress.NONE)) {
            return stored.id();
        }
    }

    private ManifestId storeInHall(MemoryDisk disk) throws IOException {
        try (Stored stored = blocks.at(hall).store(null, null, disk, Progress.NONE)) {
            return stored.id();
        }
    }

    private byte[] content(ManifestId manifest) throws IOException {
        ByteBuffer into = ByteBuffer.allocate((int) blocks.sizeBytes(manifest));
        blocks.read(manifest, 0, into);
        return into.array();
    }

    /** How many bytes of packs lie below a directory. */
    private static long bytesOf(Path store) throws IOException {
        long bytes = 0;
        try (var files = java.nio.file.Files.list(store.resolve("packs"))) {
            for (Path file : files.toList()) {
                bytes += java.nio.file.Files.size(file);
            }
        }
        return bytes;
    }

    private long commonBytes() throws IOException {
        return bytesOf(directory.resolve("blocks"));
    }

    private long hallBytes() throws IOException {
        return bytesOf(hall.resolve("blocks"));
    }

    @Test
    void whatIsStoredInAPlaceLiesThereOnlyAndIsReadFromThere() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(1, 3000);
        long before = commonBytes();
        ManifestId manifest = storeInHall(disk);
        assertThat(commonBytes()).isEqualTo(before);
        assertThat(blocks.placeOf(manifest)).isEqualTo(hall);
        assertThat(content(manifest)).isEqualTo(disk.bytes());
        assertThat(blocks.verify(manifest, Progress.NONE).sound()).isTrue();
    }

    @Test
    void justWhatIsLackingIsBroughtAndProgressTellsHowMuchThatIs() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(2, 4000);
        ManifestId first = storeInCommon(disk);
        MemoryDisk changed = disk.child();
        changed.write(100, MemoryDisk.noise(3, 50));
        ManifestId second;
        try (Stored stored = blocks.store(first, changed, Progress.NONE)) {
            second = stored.id();
        }
        try (Stored all = blocks.at(hall).bring(first, Progress.NONE)) {
            assertThat(all.id()).isEqualTo(first);
        }
        long before = hallBytes();
        List<Long> done = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        try (Stored rest = blocks.at(hall).bring(second, (bytes, total) -> {
            done.add(bytes);
            totals.add(total);
        })) {
            assertThat(rest.id()).isEqualTo(second);
        }
        long moved = hallBytes() - before;
        // The change and the page and the root over it, and nothing of the rest.
        assertThat(moved).isBetween(50L * MemoryDisk.GRAIN, 50L * MemoryDisk.GRAIN + 1_200_000);
        assertThat(done).isSorted().first().isEqualTo(0L);
        assertThat(done.getLast()).isEqualTo(totals.getLast()).isBetween(50L * MemoryDisk.GRAIN, moved);
        try (LocalBlockStore alone = reopened()) {
            assertThat(TestLimits.content(alone, second)).isEqualTo(changed.bytes());
        }
    }

    /** The hall's store by itself, as after the end of the service. */
    private LocalBlockStore reopened() throws IOException {
        blocks.close();
        return LocalBlockStore.open(hall.resolve("blocks"), TestLimits.SMALL, BlockKeys.NONE);
    }

    @Test
    void whatIsThereMovesNoByte() throws IOException {
        ManifestId manifest = storeInCommon(TestLimits.mixedDisk(4, 2000));
        try (Stored once = blocks.at(hall).bring(manifest, Progress.NONE)) {
            long before = hallBytes();
            try (Stored again = blocks.at(hall).bring(manifest, Progress.NONE)) {
                assertThat(again.id()).isEqualTo(once.id());
                assertThat(hallBytes()).isEqualTo(before);
            }
        }
    }

    @Test
    void aChildInAPlaceBringsWhatItIsWrittenOver() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(5, 2500);
        ManifestId parent = storeInCommon(disk);
        MemoryDisk changed = disk.child();
        changed.write(7, MemoryDisk.noise(6, 9));
        ManifestId child = store(hall, parent, changed);
        try (LocalBlockStore alone = reopened()) {
            assertThat(TestLimits.content(alone, child)).isEqualTo(changed.bytes());
        }
    }

    @Test
    void eachStoreKeepsWhatIsLiveAndGivesBackTheRest() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(7, 3000);
        ManifestId live = storeInHall(disk);
        ManifestId dead = storeInHall(TestLimits.mixedDisk(8, 3000));
        ManifestId common = storeInCommon(TestLimits.mixedDisk(9, 3000));
        assertThat(blocks.collect(() -> Set.of(live, common)).freedBytes()).isPositive();
        assertThat(content(live)).isEqualTo(disk.bytes());
        assertThat(content(common)).isNotEmpty();
        assertThat(dead).isNotEqualTo(live);
    }

    @Test
    void aDiskOfWhichARootAloneWasLeftIsReadWhereAllOfItIs() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(10, 3000);
        ManifestId manifest = storeInCommon(disk);
        // Dead for a while: a collection takes some of its packs, and may leave its root in another.
        var _ = blocks.collect(Set::of);
        assertThat(storeInHall(disk)).isEqualTo(manifest);
        assertThat(content(manifest)).isEqualTo(disk.bytes());
        var _ = blocks.collect(() -> Set.of(manifest));
        assertThat(content(manifest)).isEqualTo(disk.bytes());
        assertThat(blocks.placeOf(manifest)).isEqualTo(hall);
    }

    @Test
    void whatIsBroughtWhileItIsCollectedIsWhole() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(11, 3000);
        ManifestId manifest = storeInCommon(disk);
        try (Stored brought = blocks.at(hall).bring(manifest, (_, _) -> {
            try {
                var _ = blocks.collect(Set::of);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        })) {
            var _ = blocks.collect(Set::of);
            assertThat(content(brought.id())).isEqualTo(disk.bytes());
        }
    }

    @Test
    void whatNoStoreHasIsSaidSo() {
        ManifestId unknown = new ManifestId("0".repeat(64));
        assertThatThrownBy(() -> blocks.at(hall).bring(unknown, Progress.NONE))
                .isInstanceOf(dev.origami.block.NoSuchManifestException.class);
        assertThatThrownBy(() -> blocks.at(directory.resolve("nowhere"))).isInstanceOf(IllegalArgumentException.class);
    }
}
