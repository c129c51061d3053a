package dev.origami.block.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.Backing;
import dev.origami.block.BlockCorruptedException;
import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.Progress;
import dev.origami.block.TestKeys;
import dev.origami.block.nbd.NbdDisk;
import dev.origami.config.CacheLimits;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cache files over a store whose reads are counted and fail when told. */
@Timeout(60)
class CacheFilesTest {
    /** The key of sealed disks. */
    final TestKeys keys = new TestKeys();

    /** Of all disks; null: they are not encrypted. */
    @Nullable
    LineageId lineage() {
        return null;
    }

    private static final int SIZE_BYTES = 6 << 20;
    private static final int PAGE = MemoryStore.PAGE;

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();
    private final ManifestId disk = store.add(SIZE_BYTES, 1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private CacheFiles caches;

    @BeforeEach
    void start() throws IOException {
        store.lineage = lineage();
        caches = open(1L << 30);
    }

    @AfterEach
    void stop() throws IOException {
        caches.close();
        assertThat(store.held).as("disks still held in the store").hasValue(0);
    }

    private CacheFiles open(long maxBytes) throws IOException {
        CacheLimits limits = new CacheLimits(maxBytes, 1, 100, 2, 1 << 20, 2 << 20, Duration.ofSeconds(30));
        return new CacheFiles(store, keys, directory.resolve("cache"), limits, () -> now);
    }

    private static byte[] bytes(CachedDisk disk, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        disk.read(offset, length, ByteBuffer::allocateDirect).get(bytes);
        return bytes;
    }

    /** What a cache file holds, to who has the key. */
    private byte[] opened(ManifestId manifest) throws IOException {
        byte[] bytes = Files.readAllBytes(file(manifest, ".raw"));
        LineageId lineage = lineage();
        if (lineage != null) {
            ByteBuffer opened = ByteBuffer.allocate(bytes.length);
            new PageCipher(keys, lineage, manifest).open(MemorySegment.ofArray(bytes), 0, opened);
            return opened.array();
        }
        return bytes;
    }

    /** The disk of every test. */
    final ManifestId disk() {
        return disk;
    }

    final MemoryStore store() {
        return store;
    }

    final CacheFiles caches() {
        return caches;
    }

    final Path file(ManifestId manifest, String suffix) {
        return directory.resolve("cache").resolve(manifest.hex() + suffix);
    }

    @Test
    void aSecondReadDoesNotAskTheStore() throws IOException {
        try (CachedDisk cached = caches.open(disk)) {
            assertThat(bytes(cached, 777, 100_000)).isEqualTo(Arrays.copyOfRange(store.content(disk), 777, 100_777));
            long once = store.readBytes.get();
            assertThat(once).isPositive().isLessThan(SIZE_BYTES / 2);
            assertThat(bytes(cached, 777, 100_000)).isEqualTo(Arrays.copyOfRange(store.content(disk), 777, 100_777));
            assertThat(store.readBytes).hasValue(once);
            assertThat(caches.usedBytes()).isEqualTo(once);
            assertThat(caches.inUse()).containsExactly(disk);
        }
    }

    @Test
    void manyReadersAtOnceGetTheRightBytesAndFetchEachChunkOnce() throws Exception {
        try (CachedDisk cached = caches.open(disk)) {
            List<Thread> readers = new ArrayList<>();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            for (int seed = 0; seed < 4; seed++) {
                Random random = new Random(seed);
                readers.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int i = 0; i < 500; i++) {
                            int offset = random.nextInt(SIZE_BYTES - 70_000);
                            int length = 1 + random.nextInt(70_000);
                            byte[] expected = Arrays.copyOfRange(store.content(disk), offset, offset + length);
                            assertThat(Arrays.equals(bytes(cached, offset, length), expected))
                                    .isTrue();
                        }
                    } catch (IOException | AssertionError e) {
                        failures.add(e);
                    }
                }));
            }
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(failures).isEmpty();
            assertThat(store.readBytes.get()).isLessThanOrEqualTo(store.dataBytes(disk));
        }
    }

    @Test
    void fillingMakesAFullFileThatSurvivesARestart() throws Exception {
        assertThat(caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS)).isTrue();
        try (CachedDisk cached = caches.open(disk)) {
            // A sealed one is not for QEMU to read.
            assertThat(cached.fullFile())
                    .isEqualTo(
                            lineage() == null
                                    ? Optional.of(new Backing.FullFile(file(disk, ".raw")))
                                    : Optional.empty());
            assertThat(opened(disk)).isEqualTo(store.content(disk));
        }
        caches.close();
        caches = open(1L << 30);
        store.away = true;
        try (CachedDisk cached = caches.open(disk)) {
            assertThat(bytes(cached, 0, SIZE_BYTES)).isEqualTo(store.content(disk));
        }
        assertThat(caches.usedBytes()).isEqualTo(store.dataBytes(disk));
    }

    @Test
    void whatWasNotRecordedBeforeACrashIsReadAgain() throws Exception {
        Path crashed = directory.resolve("crashed");
        try (CachedDisk cached = caches.open(disk)) {
            bytes(cached, 0, 1 << 20);
        }
        caches.close();
        caches = open(1L << 30);
        try (CachedDisk cached = caches.open(disk)) {
            // The second half is in the file, but the host dies before it is recorded; its blocks were lost with it.
            bytes(cached, 3 << 20, 3 << 20);
            Files.createDirectories(crashed.resolve("cache"));
            for (String suffix : List.of(".raw", ".filled")) {
                Files.copy(file(disk, suffix), crashed.resolve("cache").resolve(disk.hex() + suffix));
            }
        }
        caches.close();
        directory = crashed;
        try (FileChannel channel = FileChannel.open(file(disk, ".raw"), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(3 << 20), 3 << 20);
        }
        caches = open(1L << 30);
        long before = store.readBytes.get();
        try (CachedDisk cached = caches.open(disk)) {
            assertThat(bytes(cached, 0, 1 << 20)).isEqualTo(Arrays.copyOf(store.content(disk), 1 << 20));
            assertThat(store.readBytes).as("the recorded part is trusted").hasValue(before);
            assertThat(bytes(cached, 0, SIZE_BYTES)).isEqualTo(store.content(disk));
        }
    }

    @Test
    void aTornOrForeignRecordIsNotBelieved() throws Exception {
        for (int cut : new int[] {0, 3, 60, 100}) {
            caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS);
            caches.close();
            byte[] record = Files.readAllBytes(file(disk, ".filled"));
            record[record.length - 1 - cut % record.length] ^= 1;
            Files.write(file(disk, ".filled"), cut == 0 ? Arrays.copyOf(record, 40) : record);
            caches = open(1L << 30);
            long before = store.readBytes.get();
            try (CachedDisk cached = caches.open(disk)) {
                assertThat(cached.fullFile()).isEmpty();
                assertThat(bytes(cached, 0, SIZE_BYTES)).isEqualTo(store.content(disk));
            }
            assertThat(store.readBytes.get()).isGreaterThan(before);
        }
    }

    @Test
    void aShortFileIsNotBelieved() throws Exception {
        caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS);
        caches.close();
        try (FileChannel channel = FileChannel.open(file(disk, ".raw"), StandardOpenOption.WRITE)) {
            channel.truncate(SIZE_BYTES / 2);
        }
        caches = open(1L << 30);
        try (CachedDisk cached = caches.open(disk)) {
            assertThat(cached.fullFile()).isEmpty();
            assertThat(bytes(cached, 0, SIZE_BYTES)).isEqualTo(store.content(disk));
        }
    }

    @Test
    void leastRecentlyUsedGoesFirstAndNeverWhatIsInUse() throws Exception {
        caches.close();
        ManifestId second = store.add(SIZE_BYTES, 2);
        ManifestId third = store.add(SIZE_BYTES, 3);
        caches = open(store.dataBytes(disk) + store.dataBytes(second) + 1000);
        assertThat(caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS)).isTrue();
        now = now.plusSeconds(1);
        assertThat(caches.fill(second, Progress.NONE).get(30, TimeUnit.SECONDS)).isTrue();
        now = now.plusSeconds(1);
        try (CachedDisk inUse = caches.open(disk)) {
            try (CachedDisk cached = caches.open(third)) {
                // The first is older but in use, so the second goes.
                assertThat(bytes(cached, 0, SIZE_BYTES / 2))
                        .isEqualTo(Arrays.copyOf(store.content(third), SIZE_BYTES / 2));
                assertThat(file(second, ".raw")).doesNotExist();
                assertThat(file(disk, ".raw")).exists();
            }
            // With everything in use there is no room, and reads go to the store.
            try (CachedDisk again = caches.open(second);
                    CachedDisk cached = caches.open(third)) {
                assertThat(bytes(again, 0, SIZE_BYTES)).isEqualTo(store.content(second));
                assertThat(bytes(cached, 0, SIZE_BYTES)).isEqualTo(store.content(third));
            }
            assertThat(bytes(inUse, 0, SIZE_BYTES)).isEqualTo(store.content(disk));
        }
        assertThat(caches.usedBytes()).isLessThanOrEqualTo(store.dataBytes(disk) + store.dataBytes(second) + 1000);
    }

    @Test
    void damageFailsTheReadOfItAndNoOther() throws IOException {
        int offset = 2 << 20;
        while (store.content(disk)[offset] == 0) {
            offset += PAGE;
        }
        int damaged = offset;
        store.damagedOffset = damaged;
        try (CachedDisk cached = caches.open(disk)) {
            assertThatThrownBy(() -> cached.read(damaged, PAGE, ByteBuffer::allocateDirect))
                    .isInstanceOf(BlockCorruptedException.class);
            assertThatThrownBy(() -> cached.read(damaged, PAGE, ByteBuffer::allocateDirect))
                    .isInstanceOf(BlockCorruptedException.class);
            assertThat(bytes(cached, 0, PAGE)).isEqualTo(Arrays.copyOf(store.content(disk), PAGE));
        }
        assertThatThrownBy(() -> caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(BlockCorruptedException.class);
    }

    @Test
    void verifyMendsWhatHasChangedUnderneath() throws Exception {
        caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS);
        assertThat(caches.verify(disk, Progress.NONE)).isEmpty();
        int offset = 0;
        while (store.content(disk)[offset] == 0) {
            offset += PAGE;
        }
        try (FileChannel channel = FileChannel.open(file(disk, ".raw"), StandardOpenOption.WRITE)) {
            byte[] before = Files.readAllBytes(file(disk, ".raw"));
            channel.write(ByteBuffer.wrap(new byte[] {(byte) ~before[offset]}), offset);
        }
        assertThat(caches.verify(disk, Progress.NONE)).hasSize(1);
        assertThat(opened(disk)).isEqualTo(store.content(disk));
    }

    @Test
    void allocationTellsTheHoles() throws IOException {
        try (CachedDisk cached = caches.open(disk)) {
            byte[] content = store.content(disk);
            long[] at = {4096 * 3};
            boolean[] last = {false, false};
            cached.allocation(at[0], SIZE_BYTES - at[0] - PAGE, (length, hole) -> {
                for (long page = at[0]; page < at[0] + length; page += PAGE) {
                    assertThat(content[(int) page + 100] == 0 && content[(int) page + 200] == 0)
                            .isEqualTo(hole);
                }
                assertThat(last[0] && last[1] == hole)
                        .as("neighbours of one kind")
                        .isFalse();
                last[0] = true;
                last[1] = hole;
                at[0] += length;
                return true;
            });
            assertThat(at[0]).isEqualTo(SIZE_BYTES - PAGE);
        }
    }

    @Test
    void exportsAreDisksOfTheStore() throws IOException {
        CachedExports exports = new CachedExports(caches);
        assertThat(exports.open("../../etc/passwd")).isEmpty();
        assertThat(exports.open("ff".repeat(32))).isEmpty();
        assertThatThrownBy(() -> caches.open(new ManifestId("ff".repeat(32))))
                .isInstanceOf(NoSuchManifestException.class);
        assertThat(exports.names()).isEmpty();
        try (NbdDisk export = exports.open(disk.hex()).orElseThrow()) {
            assertThat(export.sizeBytes()).isEqualTo(SIZE_BYTES);
            assertThat(exports.names()).containsExactly(disk.hex());
        }
    }

    @Test
    void cachesOfForgottenDisksGo() throws Exception {
        caches.fill(disk, Progress.NONE).get(30, TimeUnit.SECONDS);
        store.remove(disk);
        caches.keepOnly(Set.of());
        assertThat(file(disk, ".raw")).doesNotExist();
        assertThat(file(disk, ".filled")).doesNotExist();
        assertThat(caches.usedBytes()).isZero();
    }
}
