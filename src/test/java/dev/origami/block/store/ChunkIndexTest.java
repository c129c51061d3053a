package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkIndexTest {
    @TempDir
    private Path directory;

    @Test
    void findsWhatAMapWouldFind() throws IOException {
        Path file = directory.resolve("index");
        Random random = new Random(1);
        Map<ChunkId, Long> expected = new HashMap<>();
        try (ChunkIndex index = ChunkIndex.create(file)) {
            for (int round = 0; round < 8; round++) {
                index.reserve(20_000);
                for (int i = 0; i < 20_000; i++) {
                    ChunkId id = new ChunkId(random.nextInt(50_000) * 7L, random.nextInt(2), 0, 0);
                    long location = Location.of(1 + random.nextInt(9), random.nextInt(1000) * 16L, 4096);
                    index.put(id, location);
                    expected.put(id, location);
                }
                int gone = 1 + random.nextInt(9);
                index.removeIf(location -> Location.pack(location) == gone);
                expected.values().removeIf(location -> Location.pack(location) == gone);
                assertThat(index.size()).isEqualTo(expected.size());
                expected.forEach((id, location) -> assertThat(index.find(id)).isEqualTo(location));
                for (int i = 0; i < 50_000; i++) {
                    ChunkId id = new ChunkId(i * 7L, i % 2, 0, 0);
                    assertThat(index.find(id)).isEqualTo(expected.getOrDefault(id, Location.NOWHERE));
                }
            }
        }
    }

    @Test
    void isOpenedOnlyAfterACleanCloseOverTheSamePacks() throws IOException {
        Path file = directory.resolve("index");
        ChunkId id = new ChunkId(1, 2, 3, 4);
        long location = Location.of(5, 64, 4096);
        assertThat(ChunkIndex.open(file, 7)).isNull();
        ChunkIndex created = ChunkIndex.create(file);
        created.put(id, location);
        created.closeClean(7);
        assertThat(ChunkIndex.open(file, 8)).isNull();
        try (ChunkIndex opened = Objects.requireNonNull(ChunkIndex.open(file, 7))) {
            assertThat(opened.find(id)).isEqualTo(location);
        }
        // That was no clean close.
        assertThat(ChunkIndex.open(file, 7)).isNull();
    }

    @Test
    void aLocationSaysWhereARecordLies() {
        long location = Location.of(Location.MAX_PACK, 200L * 1024 * 1024, 524_400);
        assertThat(Location.pack(location)).isEqualTo(Location.MAX_PACK);
        assertThat(Location.offset(location)).isEqualTo(200L * 1024 * 1024);
        assertThat(Location.recordBytes(location)).isEqualTo(524_400);
        assertThat(Location.hasLength(location)).isTrue();
        assertThat(Location.hasLength(Location.of(1, 64, 2_000_000))).isFalse();
    }
}
