package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.TestKeys;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Cutting a change gives the manifest that cutting the whole disk gives, and both read back what was written. */
class CutPropertiesTest {
    /** Seeds of grains, few, so that content comes again; some of one byte repeated, some that never end a chunk. */
    private static final int SEEDS = 24;

    private static final byte[] NO_BORDER = grainWithoutBorder();

    private Path directory = Path.of("");
    private LocalBlockStore store;

    CutPropertiesTest() throws IOException {
        directory = Files.createTempDirectory("cut-properties");
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
    }

    @BeforeProperty
    void reopen() throws IOException {
        store.close();
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
    }

    @AfterProperty
    void close() throws IOException {
        store.close();
        TestLimits.delete(directory);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void aChainOfChangesIsCutLikeTheWhole(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 3000) int grains,
            @ForAll @IntRange(min = 1, max = 5) int children,
            @ForAll boolean sealed)
            throws IOException {
        MemoryDisk disk = new MemoryDisk(grains);
        scribble(disk, random);
        LineageId lineage = sealed ? TestLimits.SEALED : null;
        ManifestId parent = null;
        List<Stored> leases = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            Stored stored = store.store(parent, lineage, disk, Progress.NONE);
            leases.add(stored);
            try (Stored whole = store.store(null, lineage, disk.whole(), Progress.NONE)) {
                assertThat(stored.id()).isEqualTo(whole.id());
            }
            assertThat(store.chunks(stored.id(), 0, disk.sizeBytes())).isEqualTo(cutByTheRule(disk));
            byte[] read = new byte[disk.bytes().length];
            store.read(stored.id(), 0, ByteBuffer.wrap(read));
            assertThat(read).isEqualTo(disk.bytes());
            parent = stored.id();
            disk = disk.child();
            if (random.nextInt(3) == 0) {
                disk.grow(disk.grains() + random.nextInt(1500));
            }
            scribble(disk, random);
        }
        leases.forEach(Stored::close);
    }

    /** The rule, as simply as it can be said. */
    private static List<Extent> cutByTheRule(MemoryDisk disk) {
        BorderRule rule = new BorderRule();
        List<Extent> chunks = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < disk.grains(); i++) {
            boolean zero = BorderRule.isZero(disk.bytes(), i * MemoryDisk.GRAIN);
            if (zero || i % Grains.REGION_GRAINS == 0) {
                add(chunks, begin, i);
                begin = zero ? i + 1 : i;
            }
            if (!zero
                    && (rule.endsAfter(disk.bytes(), i * MemoryDisk.GRAIN)
                            || i + 1 - begin == Grains.MAX_CHUNK_GRAINS)) {
                add(chunks, begin, i + 1);
                begin = i + 1;
            }
        }
        add(chunks, begin, disk.grains());
        return chunks;
    }

    private static void add(List<Extent> chunks, int begin, int end) {
        if (begin < end) {
            chunks.add(new Extent((long) begin * MemoryDisk.GRAIN, (long) (end - begin) * MemoryDisk.GRAIN));
        }
    }

    private static void scribble(MemoryDisk disk, Random random) {
        int writes = random.nextInt(12);
        for (int i = 0; i < writes; i++) {
            int at = random.nextInt(disk.grains());
            int room = disk.grains() - at;
            int length = Math.min(room, 1 + random.nextInt(random.nextInt(4) == 0 ? 900 : 20));
            switch (random.nextInt(4)) {
                case 0 -> disk.zero(at, length);
                case 1 -> disk.write(at, repeated(NO_BORDER, length));
                case 2 -> disk.write(at, MemoryDisk.noise(random.nextInt(SEEDS), length));
                default -> disk.write(at, MemoryDisk.noise(random.nextLong(), length));
            }
        }
    }

    private static byte[] repeated(byte[] grain, int times) {
        ByteBuffer bytes = ByteBuffer.allocate(grain.length * times);
        while (bytes.hasRemaining()) {
            bytes.put(grain);
        }
        return bytes.array();
    }

    private static byte[] grainWithoutBorder() {
        BorderRule rule = new BorderRule();
        for (int seed = 0; ; seed++) {
            byte[] grain = MemoryDisk.noise(seed, 1);
            if (!rule.endsAfter(grain, 0)) {
                return grain;
            }
        }
    }
}
