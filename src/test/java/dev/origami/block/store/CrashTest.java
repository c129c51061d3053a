package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.TestKeys;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash at any point loses nothing of what was stored before it. */
class CrashTest {
    private final @Nullable LineageId lineage = lineage();

    /** Of the disks that are stored; null: they are not encrypted. */
    @Nullable
    LineageId lineage() {
        return null;
    }

    @TempDir
    private Path directory;

    /** Copies the store at many moments of its life, without what was not yet durable, and opens each copy. */
    @Test
    void aCrashAtAnyMomentLosesNoCompletedManifest() throws IOException {
        Random random = new Random(1);
        TrackedFiles files = new TrackedFiles();
        Path original = directory.resolve("original");
        Map<ManifestId, byte[]> completed = new LinkedHashMap<>();
        List<Crash> crashes = new ArrayList<>();
        try (LocalBlockStore store = LocalBlockStore.open(original, TestLimits.SMALL, new TestKeys(), files)) {
            MemoryDisk disk = TestLimits.mixedDisk(2, 2000);
            ManifestId parent = null;
            for (int i = 0; i < 4; i++) {
                int at = random.nextInt(3);
                int[] calls = {0};
                try (Stored stored = store.store(parent, lineage, disk, (done, total) -> {
                    if (calls[0]++ == at) {
                        crashes.add(crash(original, files, random, completed));
                    }
                })) {
                    parent = stored.id();
                    completed.put(stored.id(), disk.bytes());
                }
                crashes.add(crash(original, files, random, completed));
                disk = disk.child();
                disk.write(random.nextInt(1000), MemoryDisk.noise(random.nextLong(), 600));
            }
        }
        for (Crash crash : crashes) {
            try (LocalBlockStore store = LocalBlockStore.open(crash.directory, TestLimits.SMALL, new TestKeys())) {
                requireAll(store, crash.completed);
                MemoryDisk again = TestLimits.mixedDisk(2, 2000);
                ManifestId manifest = TestLimits.store(store, null, lineage, again);
                assertThat(TestLimits.content(store, manifest)).isEqualTo(again.bytes());
            }
            try (LocalBlockStore store = LocalBlockStore.open(crash.directory, TestLimits.SMALL, new TestKeys())) {
                requireAll(store, crash.completed);
            }
        }
    }

    private record Crash(Path directory, Map<ManifestId, byte[]> completed) {}

    private Crash crash(Path original, TrackedFiles files, Random random, Map<ManifestId, byte[]> completed) {
        try {
            Path copy = Files.createTempDirectory(directory, "crash");
            TestLimits.copy(original, copy);
            for (Path pack : packs(copy)) {
                if (files.durableBytes(pack) == 0 && random.nextInt(3) == 0) {
                    // Its name was not durable either.
                    Files.delete(pack);
                    continue;
                }
                tear(pack, files.durableBytes(pack), random);
            }
            return new Crash(copy, new LinkedHashMap<>(completed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was not durable is cut off somewhere, and some of it is zeros or noise. */
    private static void tear(Path pack, long durableBytes, Random random) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
            long lost = file.length() - durableBytes;
            if (lost <= 0) {
                return;
            }
            file.setLength(durableBytes + random.nextLong(lost + 1));
            long left = file.length() - durableBytes;
            if (left > 0 && random.nextBoolean()) {
                byte[] noise = new byte[(int) Math.min(left, 5000)];
                if (random.nextBoolean()) {
                    random.nextBytes(noise);
                }
                file.seek(durableBytes + random.nextLong(left - noise.length + 1));
                file.write(noise);
            }
        }
    }

    private static void requireAll(LocalBlockStore store, Map<ManifestId, byte[]> completed) throws IOException {
        for (Map.Entry<ManifestId, byte[]> disk : completed.entrySet()) {
            assertThat(store.verify(disk.getKey(), Progress.NONE).unsound()).isEmpty();
            assertThat(TestLimits.content(store, disk.getKey())).isEqualTo(disk.getValue());
        }
    }

    @Test
    void anIndexThatIsLostOrDamagedIsBuiltAgain() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(3, 3000);
        ManifestId manifest;
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            manifest = TestLimits.store(store, null, lineage, disk);
        }
        Path index = directory.resolve("index");
        long length = Files.size(index);
        for (int damage = 0; damage < 5; damage++) {
            switch (damage) {
                case 0 -> Files.delete(index);
                case 1 -> flip(index, 4096 + 24 * 100 + 16);
                case 2 -> flip(index, 16);
                case 3 -> Files.write(index, new byte[(int) length]);
                default -> Files.write(index, new byte[17]);
            }
            try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
                requireAll(store, Map.of(manifest, disk.bytes()));
            }
        }
    }

    @Test
    void anIndexOfOtherPacksIsNotBelieved() throws IOException {
        MemoryDisk one = TestLimits.mixedDisk(4, 1000);
        MemoryDisk two = TestLimits.mixedDisk(5, 1000);
        Path index = directory.resolve("index");
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            TestLimits.store(store, null, lineage, one);
        }
        byte[] stale = Files.readAllBytes(index);
        ManifestId second;
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            second = TestLimits.store(store, null, lineage, two);
        }
        Files.write(index, stale);
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            requireAll(store, Map.of(second, two.bytes()));
        }
    }

    @Test
    void aDamagedRecordInAPackThatIsNotSealedCostsNoneOfThoseAfterIt() throws IOException {
        MemoryDisk first = new MemoryDisk(8);
        first.write(0, MemoryDisk.noise(6, 8));
        MemoryDisk second = new MemoryDisk(100);
        second.write(50, MemoryDisk.noise(7, 20));
        ManifestId damaged;
        ManifestId sound;
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            damaged = TestLimits.store(store, null, lineage, first);
            sound = TestLimits.store(store, null, lineage, second);
        }
        Path pack = packs(directory).getFirst();
        // The begin of the first record's header.
        flip(pack, PackFooter.PACK_HEADER_BYTES);
        Files.delete(directory.resolve("index"));
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            requireAll(store, Map.of(sound, second.bytes()));
            assertThat(store.verify(damaged, Progress.NONE).sound()).isFalse();
            // Storing the disk again mends it.
            assertThat(TestLimits.store(store, null, lineage, first)).isEqualTo(damaged);
            requireAll(store, Map.of(sound, second.bytes(), damaged, first.bytes()));
        }
    }

    /** A guest writes bytes that look like a record of another disk's chunk, with other content. */
    @Test
    void bytesOfAGuestAreNotTakenForRecords() throws IOException {
        requireNotTaken(RecordHeader.PLAIN);
    }

    /** The same with a record that nobody could check against its hash without a key. */
    @Test
    void bytesOfAGuestAreNotTakenForSealedRecords() throws IOException {
        requireNotTaken(TestLimits.SEALED.number());
    }

    private void requireNotTaken(int forgedLineage) throws IOException {
        MemoryDisk victim = new MemoryDisk(1);
        victim.write(0, MemoryDisk.noise(8, 1));
        ChunkId victimChunk = Codec.idOf(victim.bytes(), 0, MemoryDisk.GRAIN);
        byte[] evil = MemoryDisk.noise(9, 1);
        byte[] payload = new byte[256];
        RecordHeader forged = new RecordHeader(
                RecordKind.CHUNK.code(),
                (short) 0,
                256,
                256,
                RecordHeader.crc(payload, 0, 256),
                forgedLineage,
                victimChunk);
        ByteBuffer into = ByteBuffer.wrap(evil, 1024, RecordHeader.BYTES);
        // The guest knows no salt.
        forged.write(into, 0);
        System.arraycopy(payload, 0, evil, 1024 + RecordHeader.BYTES, payload.length);
        System.arraycopy(PackFooter.trailer(64, 0).array(), 0, evil, evil.length - 32, 32);
        MemoryDisk guest = new MemoryDisk(1);
        guest.write(0, evil);
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            TestLimits.store(store, null, lineage, guest);
        }
        flip(packs(directory).getFirst(), PackFooter.PACK_HEADER_BYTES);
        Files.delete(directory.resolve("index"));
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            requireAll(store, Map.of(TestLimits.store(store, null, lineage, victim), victim.bytes()));
        }
    }

    private static List<Path> packs(Path directory) throws IOException {
        try (var paths = Files.list(directory.resolve("packs"))) {
            return paths.sorted().toList();
        }
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 0x10);
        }
    }
}
