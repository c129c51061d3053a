package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.BlockStore;
import dev.origami.block.ChangedBlock;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.TestKeys;
import dev.origami.block.Usage;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlockStoreTest {
    private final @Nullable LineageId lineage = lineage();

    /** Of the disks that are stored; null: they are not encrypted. */
    @Nullable
    LineageId lineage() {
        return null;
    }

    private static final int BLOCK = BlockStore.LISTED_BLOCK_BYTES;

    @TempDir
    private Path directory = Path.of("");

    private LocalBlockStore store;

    @BeforeEach
    void open() throws IOException {
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void readsBackAnyRange() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(1, 3000);
        ManifestId manifest = TestLimits.store(store, null, lineage, disk);
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            int offset = random.nextInt(disk.bytes().length);
            int length = random.nextInt(Math.min(disk.bytes().length - offset, 700_000) + 1);
            ByteBuffer into = ByteBuffer.allocate(length);
            store.read(manifest, offset, into);
            assertThat(into.array()).isEqualTo(Arrays.copyOfRange(disk.bytes(), offset, offset + length));
        }
        assertThatThrownBy(() -> store.read(manifest, disk.sizeBytes() - 1, ByteBuffer.allocate(2)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anEmptyDiskHasASizeAndReadsAsZeros() throws IOException {
        ManifestId manifest = TestLimits.store(store, null, lineage, new MemoryDisk(2000));
        assertThat(store.sizeBytes(manifest)).isEqualTo(2000 * 4096);
        assertThat(store.chunks(manifest, 0, 2000 * 4096)).isEmpty();
        assertThat(store.listBlocks(manifest, 0, 100)).isEmpty();
        ByteBuffer into = ByteBuffer.allocate(2000 * 4096);
        into.put(new byte[] {1}).rewind();
        store.read(manifest, 0, into);
        assertThat(into.array()).containsOnly(0);
        assertThat(TestLimits.store(store, null, lineage, new MemoryDisk(2001))).isNotEqualTo(manifest);
    }

    @Test
    void aDiskThatIsStoredAgainTakesNothing() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(3, 2500);
        ManifestId first = TestLimits.store(store, null, lineage, disk);
        long bytes = store.packBytes();
        assertThat(TestLimits.store(store, null, lineage, disk)).isEqualTo(first);
        assertThat(store.packBytes()).isEqualTo(bytes);
    }

    @Test
    void twoDisksShareAFileThatLiesAtAnotherPlace() throws IOException {
        byte[] file = MemoryDisk.noise(4, 800);
        MemoryDisk one = new MemoryDisk(1024);
        one.write(10, file);
        MemoryDisk two = new MemoryDisk(4096);
        two.write(0, MemoryDisk.noise(5, 40));
        two.write(2101, file);
        ManifestId first = TestLimits.store(store, null, lineage, one);
        ManifestId second = TestLimits.store(store, null, lineage, two);
        Usage alone = store.usage(Set.of(first));
        Usage both = store.usage(Set.of(first, second));
        assertThat(alone.chunkBytes()).isEqualTo(file.length);
        assertThat(alone.nominalBytes()).isEqualTo(one.sizeBytes());
        assertThat(both.chunkBytes()).isBetween(file.length + 40 * 4096L, file.length + 40 * 4096 + 512 * 1024L);
        assertThat(both.packBytes()).isLessThanOrEqualTo(store.packBytes());
        assertThat(store.shared(second, Set.of(first)).chunkBytes())
                .isEqualTo(store.usage(Set.of(second)).chunkBytes() + alone.chunkBytes() - both.chunkBytes());
        assertThat(store.shared(second, Set.of()).packBytes()).isZero();
    }

    @Test
    void aChildReadsOnlyWhatChangedAndWritesOnlyPagesThatChanged() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(6, 16 * 1024);
        ManifestId parent = TestLimits.store(store, null, lineage, disk);
        long before = store.packBytes();
        MemoryDisk child = disk.child();
        child.write(5000, MemoryDisk.noise(7, 3));
        TestLimits.store(store, parent, lineage, child);
        assertThat(child.readBytes()).isEqualTo(3 * 4096);
        assertThat(store.packBytes() - before).isLessThan(3 * 512 * 1024);
    }

    @Test
    void listsBlocksAsReadingThemWould() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(8, 5001);
        disk.zero(1024, 1024);
        ManifestId manifest = TestLimits.store(store, null, lineage, disk.whole());
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i * BLOCK < disk.bytes().length; i++) {
            if (hasData(disk, i)) {
                expected.add((long) i);
            }
        }
        assertThat(store.listBlocks(manifest, 0, 10_000)).isEqualTo(expected);
        List<Long> paged = new ArrayList<>();
        List<Long> page = store.listBlocks(manifest, 0, 3);
        while (!page.isEmpty()) {
            paged.addAll(page);
            page = store.listBlocks(manifest, paged.getLast() + 1, 3);
        }
        assertThat(paged).isEqualTo(expected);
        assertThat(store.listBlocks(manifest, Long.MAX_VALUE / 2, 3)).isEmpty();
    }

    @Test
    void listsChangedBlocksAsReadingBothWould() throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            MemoryDisk one = TestLimits.mixedDisk(seed, 3000 + seed);
            MemoryDisk two = one.child();
            two.grow(3000 + seed + seed * 40);
            Random random = new Random(seed);
            for (int i = 0; i < seed; i++) {
                int at = random.nextInt(two.grains() - 300);
                if (random.nextBoolean()) {
                    two.zero(at, 1 + random.nextInt(300));
                } else {
                    two.write(at, MemoryDisk.noise(random.nextLong(), 1 + random.nextInt(20)));
                }
            }
            ManifestId first = TestLimits.store(store, null, lineage, one);
            ManifestId second = TestLimits.store(store, first, lineage, two);
            assertThat(store.listChangedBlocks(first, second, 0, 10_000)).isEqualTo(changed(one, two, 0));
            assertThat(store.listChangedBlocks(second, first, 7, 10_000)).isEqualTo(changed(two, one, 7));
        }
    }

    private static List<ChangedBlock> changed(MemoryDisk one, MemoryDisk two, int from) {
        List<ChangedBlock> changed = new ArrayList<>();
        for (int i = from; (long) i * BLOCK < Math.max(one.sizeBytes(), two.sizeBytes()); i++) {
            if (!Arrays.equals(block(one, i), block(two, i))) {
                changed.add(new ChangedBlock(i, hasData(one, i), hasData(two, i)));
            }
        }
        return changed;
    }

    private static byte[] block(MemoryDisk disk, int index) {
        int from = Math.min(index * BLOCK, disk.bytes().length);
        return Arrays.copyOf(
                Arrays.copyOfRange(disk.bytes(), from, Math.min(from + BLOCK, disk.bytes().length)), BLOCK);
    }

    private static boolean hasData(MemoryDisk disk, int index) {
        return !Arrays.equals(block(disk, index), new byte[BLOCK]);
    }

    @Test
    void chunksOfARangeAreThoseThatOverlapIt() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(9, 4000);
        ManifestId manifest = TestLimits.store(store, null, lineage, disk);
        List<Extent> all = store.chunks(manifest, 0, disk.sizeBytes());
        Random random = new Random(10);
        for (int i = 0; i < 100; i++) {
            long offset = random.nextInt((int) disk.sizeBytes());
            long length = 1L + random.nextInt((int) (disk.sizeBytes() - offset));
            assertThat(store.chunks(manifest, offset, length))
                    .isEqualTo(all.stream()
                            .filter(e -> e.end() > offset && e.offset() < offset + length)
                            .toList());
        }
    }

    @Test
    void oneDirectoryIsOpenOnceAndKeepsItsDisks() throws IOException {
        assertThatThrownBy(() -> LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("open already");
        MemoryDisk disk = TestLimits.mixedDisk(11, 2000);
        ManifestId manifest = TestLimits.store(store, null, lineage, disk);
        long bytes = store.packBytes();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.sizeBytes(manifest)).isInstanceOf(IOException.class);
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
        assertThat(TestLimits.content(store, manifest)).isEqualTo(disk.bytes());
        TestLimits.store(store, null, lineage, TestLimits.mixedDisk(12, 10));
        assertThat(store.packBytes()).isGreaterThan(bytes);
    }

    @Test
    void servesVirtualThreads() throws Exception {
        MemoryDisk disk = TestLimits.mixedDisk(13, 500);
        FutureTask<byte[]> task =
                new FutureTask<>(() -> TestLimits.content(store, TestLimits.store(store, null, lineage, disk)));
        Thread.ofVirtual().start(task);
        assertThat(task.get()).isEqualTo(disk.bytes());
    }

    @Test
    void anInterruptedReaderHurtsNobodyElse() throws Exception {
        MemoryDisk disk = TestLimits.mixedDisk(14, 500);
        ManifestId manifest = TestLimits.store(store, null, lineage, disk);
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> TestLimits.content(store, manifest)).isInstanceOf(IOException.class);
            return true;
        });
        Thread.ofPlatform().start(interrupted);
        assertThat(interrupted.get()).isTrue();
        assertThat(TestLimits.content(store, manifest)).isEqualTo(disk.bytes());
    }

    @Test
    void anInterruptedStoreLeavesNothing() throws Exception {
        MemoryDisk small = TestLimits.mixedDisk(17, 100);
        ManifestId manifest = TestLimits.store(store, null, lineage, small);
        long before = store.packBytes();
        MemoryDisk disk = TestLimits.mixedDisk(18, 12_000);
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
            assertThatThrownBy(() -> store.store(null, lineage, disk, (done, total) -> {
                        if (done > total / 3) {
                            Thread.currentThread().interrupt();
                        }
                    }))
                    .isInstanceOf(IOException.class);
            return Thread.interrupted();
        });
        Thread.ofPlatform().start(interrupted);
        assertThat(interrupted.get()).isTrue();
        assertThat(store.packBytes() - before).isLessThan(TestLimits.SMALL.packBytes() + 600_000);
        assertThat(TestLimits.content(store, manifest)).isEqualTo(small.bytes());
        ManifestId whole = TestLimits.store(store, null, lineage, disk);
        assertThat(TestLimits.content(store, whole)).isEqualTo(disk.bytes());
    }

    @Test
    void refusesWhatCannotBeStored() throws IOException {
        ManifestId unknown = new ManifestId("ab".repeat(32));
        MemoryDisk disk = TestLimits.mixedDisk(15, 100);
        assertThatThrownBy(() -> store.store(unknown, lineage, disk, Progress.NONE))
                .isInstanceOf(NoSuchManifestException.class);
        assertThatThrownBy(() -> store.hold(unknown)).isInstanceOf(NoSuchManifestException.class);
        assertThatThrownBy(() -> store.verify(unknown, Progress.NONE)).isInstanceOf(NoSuchManifestException.class);
        ManifestId parent = TestLimits.store(store, null, lineage, disk);
        assertThatThrownBy(() -> store.store(parent, lineage, new MemoryDisk(99), Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        for (List<Extent> extents : List.of(
                List.of(new Extent(0, 4095)),
                List.of(new Extent(512, 4096)),
                List.of(new Extent(4096, 4096), new Extent(0, 4096)),
                List.of(new Extent(0, 8192), new Extent(4096, 4096)),
                List.of(new Extent(99 * 4096, 8192)))) {
            assertThatThrownBy(() -> store.store(null, lineage, new Claims(extents), Progress.NONE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(TestLimits.content(store, parent)).isEqualTo(disk.bytes());
    }

    /** A disk of 100 grains that claims any extents. */
    private record Claims(List<Extent> changed) implements DiskDelta {
        @Override
        public long sizeBytes() {
            return 100 * 4096;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            into.put(new byte[into.remaining()]);
        }

        @Override
        public void close() {}
    }

    @Test
    void closingStopsAStoreThatRuns() throws Exception {
        MemoryDisk disk = TestLimits.mixedDisk(16, 10_000);
        Thread[] closer = new Thread[1];
        assertThatThrownBy(() -> {
                    try (Stored stored = store.store(null, lineage, disk, (done, total) -> {
                        if (closer[0] == null && done > 0) {
                            closer[0] = Thread.ofPlatform()
                                    .start(() -> assertThat(closed()).isTrue());
                            while (store.isOpen()) {
                                Thread.onSpinWait();
                            }
                        }
                    })) {
                        throw new AssertionError("stored " + stored.id());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("being closed");
        closer[0].join();
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
        assertThat(store.packBytes()).isZero();
    }

    private boolean closed() {
        try {
            store.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
