package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.BlockKeys;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFormTest {
    @TempDir
    private Path directory;

    @Property(tries = 500)
    void aPageSaysWhatWasWrittenAndLeadsNowhereElse(@ForAll Random random) {
        List<ChunkRef> chunks = new ArrayList<>();
        int grain = random.nextInt(20);
        while (grain < Grains.REGION_GRAINS) {
            int grains = 1 + random.nextInt(Math.min(Grains.MAX_CHUNK_GRAINS, Grains.REGION_GRAINS - grain));
            chunks.add(new ChunkRef(grain, grains, new ChunkId(random.nextLong(), 1, 2, random.nextLong())));
            grain += grains + random.nextInt(3) * random.nextInt(30);
        }
        byte[] encoded = RegionPage.encode(chunks);
        RegionPage page = decoded(encoded);
        assertThat(IntStream.range(0, page.count()).mapToObj(page::chunk)).isEqualTo(chunks);
        for (int i = 0; i < Grains.REGION_GRAINS; i++) {
            int at = i;
            int found = page.find(i);
            ChunkRef expected = chunks.stream()
                    .filter(c -> c.firstGrain() <= at && at < c.endGrain())
                    .findFirst()
                    .orElse(null);
            assertThat(found < 0 ? null : page.chunk(found)).isEqualTo(expected);
        }
        encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            RegionPage damaged = RegionPage.decode(encoded);
            int end = 0;
            for (int i = 0; i < damaged.count(); i++) {
                assertThat(damaged.firstGrain(i)).isGreaterThanOrEqualTo(end);
                assertThat(damaged.grains(i)).isBetween(1, Grains.MAX_CHUNK_GRAINS);
                end = damaged.chunk(i).endGrain();
            }
            assertThat(end).isLessThanOrEqualTo(Grains.REGION_GRAINS);
        } catch (IOException e) {
            assertThat(e.getMessage()).contains("page");
        }
    }

    private static RegionPage decoded(byte[] encoded) {
        try {
            return RegionPage.decode(encoded);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRootSaysItsLineageAndThatOfAPlainDiskIsAsItAlwaysWas() throws IOException {
        ManifestRoot.Builder plain = new ManifestRoot.Builder();
        plain.add(5, new ChunkId(1, 2, 3, 4));
        byte[] encoded = plain.encode(1L << 40, null);
        assertThat(HexFormat.of().formatHex(encoded))
                .isEqualTo("4f524947524f4f54" + "0001" + "0000" + "00400000" + "0000010000000000" + "00000001"
                        + "00000005" + "0000000000000001" + "0000000000000002" + "0000000000000003"
                        + "0000000000000004");
        assertThat(ManifestRoot.decode(encoded).lineage()).isNull();

        ManifestRoot.Builder sealed = new ManifestRoot.Builder();
        sealed.add(5, new ChunkId(1, 2, 3, 4));
        encoded = sealed.encode(1L << 40, new LineageId(7));
        ManifestRoot root = ManifestRoot.decode(encoded);
        assertThat(root.lineage()).isEqualTo(new LineageId(7));
        assertThat(root.sizeBytes()).isEqualTo(1L << 40);
        assertThat(root.region(0)).isEqualTo(5);
        assertThat(root.page(0)).isEqualTo(new ChunkId(1, 2, 3, 4));
        assertThat(root.encodedBytes()).isEqualTo(encoded.length);
        byte[] without = ByteBuffer.wrap(encoded).putInt(28, 0).array();
        assertThatThrownBy(() -> ManifestRoot.decode(without))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lineage");
    }

    @Test
    void aRootThatIsNotInOrderIsRefused() {
        ManifestRoot.Builder builder = new ManifestRoot.Builder();
        builder.add(5, new ChunkId(1, 2, 3, 4));
        builder.add(4, new ChunkId(1, 2, 3, 4));
        assertThatThrownBy(() -> ManifestRoot.decode(builder.encode(1L << 40, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out of order");
        ManifestRoot.Builder past = new ManifestRoot.Builder();
        past.add(5, new ChunkId(1, 2, 3, 4));
        assertThatThrownBy(() -> ManifestRoot.decode(past.encode(4096, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("past its disk");
    }

    /** A root of more than 1 MiB, whose length does not fit its place in the index. */
    @Test
    void aDiskOfManyRegionsHasALongRoot() throws IOException {
        int regions = 30_000;
        Path blocks = directory.resolve("blocks");
        ManifestId manifest;
        try (LocalBlockStore store = LocalBlockStore.open(blocks, TestLimits.SMALL, BlockKeys.NONE);
                Stored stored = store.store(null, new OneGrainPerRegion(regions), Progress.NONE)) {
            manifest = stored.id();
            store.collect(() -> Set.of(manifest));
            assertThat(store.usage(Set.of(manifest)).packBytes()).isGreaterThan(regions * 36L);
        }
        Files.delete(blocks.resolve("index"));
        try (LocalBlockStore store = LocalBlockStore.open(blocks, TestLimits.SMALL, BlockKeys.NONE)) {
            assertThat(store.listBlocks(manifest, 0, 100_000)).hasSize(regions);
            assertThat(store.verify(manifest, Progress.NONE).unsound()).isEmpty();
            assertThat(store.verify(manifest, Progress.NONE).chunks()).isEqualTo(regions);
            ByteBuffer into = ByteBuffer.allocate(8);
            store.read(manifest, 29_999L * Grains.REGION_BYTES, into);
            assertThat(into.getLong(0)).isEqualTo(29_999L % 100 + 1);
        }
    }

    /** The first grain of each region has data, one of a hundred contents. */
    private record OneGrainPerRegion(int regions) implements DiskDelta {
        @Override
        public long sizeBytes() {
            return (long) regions * Grains.REGION_BYTES;
        }

        @Override
        public List<Extent> changed() {
            return IntStream.range(0, regions)
                    .mapToObj(i -> new Extent(Grains.regionOffset(i), Grains.GRAIN_BYTES))
                    .toList();
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            into.putLong(offset / Grains.REGION_BYTES % 100 + 1);
            into.put(new byte[into.remaining()]);
        }

        @Override
        public void close() {}
    }
}
