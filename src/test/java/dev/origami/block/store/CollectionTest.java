package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.origami.block.Collected;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.TestKeys;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection takes what nobody refers to, and nothing else, whatever goes on beside it. */
class CollectionTest {
    private final @Nullable LineageId lineage = lineage();

    /** Of the disks that are stored; null: they are not encrypted. */
    @Nullable
    LineageId lineage() {
        return null;
    }

    @TempDir
    private Path directory;

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
    void keepsWhatIsLiveAndGivesBackTheRest() throws IOException {
        MemoryDisk parent = TestLimits.mixedDisk(1, 3000);
        ManifestId first = TestLimits.store(store, null, lineage, parent);
        MemoryDisk child = parent.child();
        child.write(100, MemoryDisk.noise(2, 50));
        ManifestId second = TestLimits.store(store, first, lineage, child);
        long before = store.packBytes();
        MemoryDisk other = TestLimits.mixedDisk(3, 3000);
        ManifestId third = TestLimits.store(store, null, lineage, other);
        long with = store.packBytes();

        Collected collected = store.collect(() -> Set.of(second));
        assertThat(collected.deletedPacks()).isPositive();
        assertThat(with - store.packBytes()).isEqualTo(collected.freedBytes()).isGreaterThan((with - before) / 2);
        assertThat(TestLimits.content(store, second)).isEqualTo(child.bytes());

        // What is gone can be stored again, also where parts of it are still there.
        assertThat(TestLimits.store(store, null, lineage, other)).isEqualTo(third);
        assertThat(TestLimits.content(store, third)).isEqualTo(other.bytes());

        store.collect(Set::of);
        assertThat(store.packBytes()).isZero();
        assertThatThrownBy(() -> store.sizeBytes(second)).isInstanceOf(NoSuchManifestException.class);
        assertThat(TestLimits.store(store, null, lineage, child.whole())).isEqualTo(second);
        assertThat(TestLimits.content(store, second)).isEqualTo(child.bytes());
    }

    @Test
    void aLeaseKeepsAManifestAlsoOneThatIsLetGoWhileTheLiveOnesAreAsked() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(4, 1000);
        Stored stored = store.store(null, lineage, disk, Progress.NONE);
        store.collect(Set::of);
        assertThat(TestLimits.content(store, stored.id())).isEqualTo(disk.bytes());
        store.collect(() -> {
            Set<ManifestId> live = Set.of();
            stored.close();
            return live;
        });
        assertThat(TestLimits.content(store, stored.id())).isEqualTo(disk.bytes());
        try (Stored held = store.hold(stored.id())) {
            store.collect(Set::of);
            assertThat(TestLimits.content(store, held.id())).isEqualTo(disk.bytes());
        }
        stored.close();
        store.collect(Set::of);
        assertThat(store.packBytes()).isZero();
    }

    @Test
    void whatARunningStoreRefersToStays() throws IOException {
        MemoryDisk parent = TestLimits.mixedDisk(5, 6000);
        ManifestId first = TestLimits.store(store, null, lineage, parent);
        MemoryDisk copy = TestLimits.mixedDisk(5, 6000);
        MemoryDisk child = parent.child();
        child.write(50, MemoryDisk.noise(6, 500));
        child.zero(3000, 700);
        // The copy finds every chunk there; the child refers to the parent's pages without looking at their chunks.
        for (MemoryDisk disk : List.of(copy, child)) {
            boolean isChild = disk == child;
            try (Stored stored =
                    store.store(isChild ? first : null, lineage, disk, (done, total) -> collectNothing())) {
                assertThat(store.verify(stored.id(), Progress.NONE).unsound()).isEmpty();
                assertThat(TestLimits.content(store, stored.id())).isEqualTo(disk.bytes());
            }
        }
    }

    private void collectNothing() {
        try {
            store.collect(Set::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPackThatIsMostlyDeadIsRewritten() throws IOException {
        List<MemoryDisk> disks = new ArrayList<>();
        List<ManifestId> manifests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MemoryDisk disk = new MemoryDisk(30);
            disk.write(0, MemoryDisk.noise(100 + i, 30));
            disks.add(disk);
            manifests.add(TestLimits.store(store, null, lineage, disk));
        }
        Set<ManifestId> live = new HashSet<>(List.of(manifests.get(3), manifests.get(17), manifests.get(30)));
        long before = store.packBytes();
        Collected collected = store.collect(() -> live);
        assertThat(collected.rewrittenPacks()).isPositive();
        // The header of a pack that was begun is not counted.
        assertThat(before - store.packBytes())
                .isCloseTo(collected.freedBytes(), within((long) PackFooter.PACK_HEADER_BYTES));
        assertThat(store.packBytes()).isLessThan(1024 * 1024);
        for (int round = 0; round < 2; round++) {
            for (int i : List.of(3, 17, 30)) {
                assertThat(TestLimits.content(store, manifests.get(i)))
                        .isEqualTo(disks.get(i).bytes());
            }
            store.close();
            if (round == 0) {
                Files.delete(directory.resolve("index"));
            }
            store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
        }
    }

    @Test
    void aFullDiskIsNoReasonNotToCollect() throws IOException {
        store.close();
        TrackedFiles files = new TrackedFiles();
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys(), files);
        List<MemoryDisk> disks = new ArrayList<>();
        List<ManifestId> manifests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MemoryDisk disk = new MemoryDisk(30);
            disk.write(0, MemoryDisk.noise(200 + i, 30));
            disks.add(disk);
            manifests.add(TestLimits.store(store, null, lineage, disk));
        }
        files.setFreeBytes(100_000);
        Set<ManifestId> live = Set.of(manifests.get(1), manifests.get(2));
        Collected collected = store.collect(() -> live);
        assertThat(collected.deletedPacks()).isPositive();
        assertThat(collected.rewrittenPacks()).isZero();
        files.setFreeBytes(100_000_000);
        for (int i : List.of(1, 2)) {
            assertThat(TestLimits.content(store, manifests.get(i)))
                    .isEqualTo(disks.get(i).bytes());
        }
        assertThat(store.collect(() -> live).rewrittenPacks()).isPositive();
        for (int i : List.of(1, 2)) {
            assertThat(TestLimits.content(store, manifests.get(i)))
                    .isEqualTo(disks.get(i).bytes());
        }
    }

    @Test
    void nothingIsTakenWhereALiveManifestCannotBeRead() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(7, 500);
        ManifestId manifest = TestLimits.store(store, null, lineage, disk);
        ManifestId lost = new ManifestId("00".repeat(32));
        assertThatThrownBy(() -> store.collect(() -> Set.of(lost))).isInstanceOf(NoSuchManifestException.class);
        assertThat(TestLimits.content(store, manifest)).isEqualTo(disk.bytes());
    }

    /** Stores chains of children and forgets them again while collections run one after another. */
    @Test
    void storesReadsAndCollectionsBesideEachOther() throws Exception {
        Map<ManifestId, byte[]> recorded = new ConcurrentHashMap<>();
        AtomicBoolean storing = new AtomicBoolean(true);
        List<FutureTask<Integer>> chains = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            int chain = seed;
            FutureTask<Integer> task = new FutureTask<>(() -> storeChain(chain, recorded));
            chains.add(task);
            Thread.ofPlatform().start(task);
        }
        FutureTask<Integer> collector = new FutureTask<>(() -> {
            int collections = 0;
            while (storing.get()) {
                store.collect(() -> Set.copyOf(recorded.keySet()));
                collections++;
            }
            return collections;
        });
        Thread.ofPlatform().start(collector);
        for (FutureTask<Integer> chain : chains) {
            chain.get();
        }
        storing.set(false);
        assertThat(collector.get()).isPositive();
        store.collect(() -> Set.copyOf(recorded.keySet()));
        for (Map.Entry<ManifestId, byte[]> disk : recorded.entrySet()) {
            assertThat(store.verify(disk.getKey(), Progress.NONE).unsound()).isEmpty();
            assertThat(TestLimits.content(store, disk.getKey())).isEqualTo(disk.getValue());
        }
    }

    /** Keeps two disks of a chain at a time, the last two. */
    private int storeChain(int seed, Map<ManifestId, byte[]> recorded) throws IOException {
        Random random = new Random(seed);
        MemoryDisk disk = TestLimits.mixedDisk(seed, 1500);
        List<ManifestId> chain = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            ManifestId parent = chain.isEmpty() ? null : chain.getLast();
            try (Stored stored = store.store(parent, lineage, disk, Progress.NONE)) {
                recorded.put(stored.id(), disk.bytes());
                chain.add(stored.id());
            }
            assertThat(TestLimits.content(store, chain.getLast())).isEqualTo(disk.bytes());
            if (chain.size() > 2) {
                recorded.remove(chain.removeFirst());
            }
            disk = disk.child();
            disk.write(random.nextInt(1300), MemoryDisk.noise(random.nextInt(40), 1 + random.nextInt(200)));
        }
        return chain.size();
    }
}
