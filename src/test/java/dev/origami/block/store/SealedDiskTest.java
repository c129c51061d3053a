package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.ChangedBlock;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.TestKeys;
import dev.origami.block.Usage;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks whose chunks are sealed under the key of their lineage. */
class SealedDiskTest {
    private static final LineageId ONE = TestLimits.SEALED;
    private static final LineageId OTHER = new LineageId(2);
    private static final byte[] MARKER = "what the guest wrote, word for word".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final TestKeys keys = new TestKeys();
    private LocalBlockStore store;

    @BeforeEach
    void open() throws IOException {
        store = LocalBlockStore.open(directory, TestLimits.SMALL, keys);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void reopenWithoutIndex() throws IOException {
        store.close();
        Files.delete(directory.resolve("index"));
        open();
    }

    @Test
    void nothingOfWhatAGuestWroteLiesInThePacks() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(1, 600);
        byte[] marked = MemoryDisk.noise(2, 3);
        System.arraycopy(MARKER, 0, marked, 5000, MARKER.length);
        disk.write(10, marked);
        ManifestId sealed = TestLimits.store(store, null, ONE, disk);
        assertThat(TestLimits.content(store, sealed)).isEqualTo(disk.bytes());
        assertThat(anywhere(MARKER)).isFalse();
        // Nor the hash of a chunk, which would tell whether a disk has a known file.
        List<Extent> chunks = store.chunks(sealed, 0, disk.sizeBytes());
        for (Extent chunk : chunks) {
            ByteBuffer hash = ByteBuffer.allocate(ChunkId.BYTES);
            Codec.idOf(disk.bytes(), (int) chunk.offset(), (int) chunk.lengthBytes())
                    .write(hash);
            assertThat(anywhere(hash.array())).isFalse();
        }
        // The search finds what is there.
        ManifestId plain = TestLimits.store(store, null, disk.whole());
        assertThat(anywhere(MARKER)).isTrue();
        assertThat(plain).isNotEqualTo(sealed);
        assertThat(store.lineage(plain)).isEmpty();
        assertThat(store.lineage(sealed)).contains(ONE);
    }

    @Test
    void chunksAreSharedWithinALineageOnly() throws IOException {
        MemoryDisk disk = new MemoryDisk(900);
        disk.write(0, MemoryDisk.noise(3, 800));
        ManifestId one = TestLimits.store(store, null, ONE, disk);
        long bytes = store.packBytes();
        assertThat(TestLimits.store(store, null, ONE, disk.whole())).isEqualTo(one);
        assertThat(store.packBytes()).isEqualTo(bytes);
        MemoryDisk moved = new MemoryDisk(2000);
        moved.write(1000, MemoryDisk.noise(3, 800));
        ManifestId again = TestLimits.store(store, null, ONE, moved);
        assertThat(store.shared(again, Set.of(one)).chunkBytes()).isGreaterThan(700 * 4096);

        ManifestId other = TestLimits.store(store, null, OTHER, disk.whole());
        ManifestId plain = TestLimits.store(store, null, disk.whole());
        assertThat(Set.of(one, other, plain)).hasSize(3);
        for (ManifestId manifest : List.of(other, plain)) {
            Usage shared = store.shared(manifest, Set.of(one, again));
            assertThat(shared.chunkBytes()).isZero();
            assertThat(shared.packBytes()).isZero();
        }
        // To compare disks of two lineages is to compare their bytes.
        assertThat(store.listChangedBlocks(one, other, 0, 100)).isEmpty();
        MemoryDisk child = disk.child();
        child.write(200, MemoryDisk.noise(4, 1));
        ManifestId changed = TestLimits.store(store, other, OTHER, child);
        assertThat(store.listChangedBlocks(one, changed, 0, 100)).containsExactly(new ChangedBlock(1, true, true));
    }

    @Test
    void aDiskOverOneOfAnotherLineageIsAFaultOfTheCaller() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(5, 100);
        ManifestId sealed = TestLimits.store(store, null, ONE, disk);
        ManifestId plain = TestLimits.store(store, null, disk.whole());
        assertThatThrownBy(() -> store.store(sealed, OTHER, disk.child(), Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.store(sealed, null, disk.child(), Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.store(plain, ONE, disk.child(), Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyDiskKnowsItsLineage() throws IOException {
        ManifestId empty = TestLimits.store(store, null, ONE, new MemoryDisk(100));
        assertThat(store.lineage(empty)).contains(ONE);
        MemoryDisk disk = TestLimits.mixedDisk(6, 100);
        ManifestId child = TestLimits.store(store, empty, ONE, disk);
        assertThat(store.lineage(child)).contains(ONE);
        assertThat(TestLimits.content(store, child)).isEqualTo(disk.bytes());
    }

    @Test
    void withoutItsKeyADiskIsSoundAndUnreadable() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(7, 1500);
        ManifestId sealed = TestLimits.store(store, null, ONE, disk);
        MemoryDisk plainDisk = TestLimits.mixedDisk(8, 300);
        ManifestId plain = TestLimits.store(store, null, plainDisk);
        List<Extent> chunks = store.chunks(sealed, 0, disk.sizeBytes());
        keys.throwAway(ONE);
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> TestLimits.content(store, sealed)).isInstanceOf(BlockKeyGoneException.class);
            assertThatThrownBy(() -> store.store(null, ONE, disk.whole(), Progress.NONE))
                    .isInstanceOf(BlockKeyGoneException.class);
            assertThat(store.verify(sealed, Progress.NONE).sound()).isTrue();
            assertThat(store.verify(sealed, Progress.NONE).chunks()).isEqualTo(chunks.size());
            assertThat(store.chunks(sealed, 0, disk.sizeBytes())).isEqualTo(chunks);
            assertThat(store.lineage(sealed)).contains(ONE);
            assertThat(TestLimits.content(store, plain)).isEqualTo(plainDisk.bytes());
            reopenWithoutIndex();
        }
        flipAPayload(sealed, chunks.getFirst());
        assertThat(store.verify(sealed, Progress.NONE).unsound())
                .singleElement()
                .satisfies(found -> assertThat(found.extent()).isEqualTo(chunks.getFirst()));
    }

    /** A pack is rewritten by who has no key, and opens to who has. */
    @Test
    void sealedRecordsAreMovedWithoutTheirKey() throws IOException {
        List<MemoryDisk> disks = new ArrayList<>();
        List<ManifestId> manifests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MemoryDisk disk = new MemoryDisk(30);
            disk.write(0, MemoryDisk.noise(100 + i, 30));
            disks.add(disk);
            manifests.add(TestLimits.store(store, null, ONE, disk));
        }
        store.close();
        keys.throwAway(ONE);
        open();
        Set<ManifestId> live = new HashSet<>(List.of(manifests.get(3), manifests.get(30)));
        assertThat(store.collect(() -> live).rewrittenPacks()).isPositive();
        store.close();
        Files.delete(directory.resolve("index"));
        store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys());
        for (int i : List.of(3, 30)) {
            assertThat(TestLimits.content(store, manifests.get(i)))
                    .isEqualTo(disks.get(i).bytes());
        }
    }

    @Test
    void oneByteIsNoticedAndMendedByStoringAgain() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(9, 800);
        disk.write(100, MemoryDisk.noise(10, 60));
        ManifestId sealed = TestLimits.store(store, null, ONE, disk);
        Extent chunk = store.chunks(sealed, 110L * MemoryDisk.GRAIN, 1).getFirst();
        flipAPayload(sealed, chunk);
        BlockCorruptedException failed = catchThrowableOfType(
                BlockCorruptedException.class, () -> store.read(sealed, chunk.offset(), ByteBuffer.allocate(1)));
        assertThat(failed.offset()).isEqualTo(chunk.offset());
        assertThat(failed.fault()).isEqualTo("its seal is broken");
        assertThat(store.verify(sealed, Progress.NONE).unsoundChunks()).isEqualTo(1);
        assertThat(TestLimits.store(store, null, ONE, disk.whole())).isEqualTo(sealed);
        assertThat(store.verify(sealed, Progress.NONE).sound()).isTrue();
        assertThat(TestLimits.content(store, sealed)).isEqualTo(disk.bytes());
    }

    /** A damaged pack header takes the salt along: then records are known by opening them. */
    @Test
    void aPackWhoseHeaderIsDamagedKeepsItsSealedRecords() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(11, 200);
        ManifestId sealed = TestLimits.store(store, null, ONE, disk);
        flip(packs().getFirst(), 18);
        reopenWithoutIndex();
        assertThat(TestLimits.content(store, sealed)).isEqualTo(disk.bytes());
    }

    /** The payload of one sealed chunk under the name of another. */
    @Test
    void aPayloadPassesUnderItsOwnNameOnly() throws IOException {
        LineageSeal seal = new LineageSeal(keys, ONE);
        try (Codec codec = new Codec(keys)) {
            byte[] content = MemoryDisk.noise(12, 2);
            ChunkId id = seal.idOf(content, 0, content.length);
            Codec.Packed packed = codec.packSealed(seal, id, content, 0, content.length);
            byte[] into = new byte[content.length];
            byte[] payload = new byte[packed.payload().remaining()];
            packed.payload().duplicate().get(payload);
            codec.unpack(packed.header(), payload, 0, into);
            assertThat(into).isEqualTo(content);
            RecordHeader header = packed.header();
            for (RecordHeader forged : List.of(
                    new RecordHeader(
                            header.kind(),
                            header.flags(),
                            header.rawBytes(),
                            header.storedBytes(),
                            header.payloadCrc(),
                            header.lineage(),
                            new ChunkId(1, 2, 3, 4)),
                    new RecordHeader(
                            header.kind(),
                            header.flags(),
                            header.rawBytes(),
                            header.storedBytes(),
                            header.payloadCrc(),
                            OTHER.number(),
                            id))) {
                assertThatThrownBy(() -> codec.unpack(forged, payload, 0, into))
                        .isInstanceOf(IOException.class)
                        .hasMessage("its seal is broken");
            }
            // The same content is another payload each time: no nonce comes twice.
            assertThat(codec.packSealed(seal, id, content, 0, content.length).payload())
                    .isNotEqualTo(packed.payload());
        }
    }

    private List<Path> packs() throws IOException {
        try (var paths = Files.list(directory.resolve("packs"))) {
            return paths.sorted().toList();
        }
    }

    private boolean anywhere(byte[] bytes) throws IOException {
        for (Path pack : packs()) {
            if (find(Files.readAllBytes(pack), bytes) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Changes a byte of the payload of the chunk at this place of a disk. */
    private void flipAPayload(ManifestId manifest, Extent chunk) throws IOException {
        byte[] id = idOf(manifest, chunk);
        for (Path pack : packs()) {
            byte[] bytes = Files.readAllBytes(pack);
            for (int at = PackFooter.PACK_HEADER_BYTES; at + RecordHeader.BYTES < bytes.length; at += 16) {
                RecordHeader header = RecordHeader.read(ByteBuffer.wrap(bytes), at);
                if (header != null && header.id().equals(ChunkId.of(id))) {
                    flip(pack, at + RecordHeader.BYTES + 40);
                    return;
                }
            }
        }
        throw new AssertionError("No pack has it");
    }

    private byte[] idOf(ManifestId manifest, Extent chunk) throws IOException {
        byte[] content = new byte[(int) chunk.lengthBytes()];
        try (LocalBlockStore reader = copy()) {
            reader.read(manifest, chunk.offset(), ByteBuffer.wrap(content));
        }
        ByteBuffer id = ByteBuffer.allocate(ChunkId.BYTES);
        new LineageSeal(new TestKeys(), ONE).idOf(content, 0, content.length).write(id);
        return id.array();
    }

    /** The same store, opened by who has the key. */
    private LocalBlockStore copy() throws IOException {
        Path copy = Files.createTempDirectory(directory, "copy");
        Files.createDirectories(copy.resolve("packs"));
        for (Path pack : packs()) {
            Files.copy(pack, copy.resolve("packs").resolve(pack.getFileName()));
        }
        return LocalBlockStore.open(copy, TestLimits.SMALL, new TestKeys());
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 0x10);
        }
    }

    private static int find(byte[] in, byte[] what) {
        outer:
        for (int i = 0; i + what.length <= in.length; i++) {
            for (int j = 0; j < what.length; j++) {
                if (in[i + j] != what[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }
}
