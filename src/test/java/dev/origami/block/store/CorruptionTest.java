package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.origami.block.BlockCorruptedException;
import dev.origami.block.BlockKeys;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Verification;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that changed in a pack are never given out, and are named. */
class CorruptionTest {
    @TempDir
    private Path directory;

    @Test
    void oneByteIsNoticedByReadingAndNamedByVerifying() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(1, 2000);
        byte[] content = MemoryDisk.noise(2, 30);
        disk.write(700, content);
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, BlockKeys.NONE)) {
            ManifestId manifest = TestLimits.store(store, null, disk);
            long offset = 715L * MemoryDisk.GRAIN;
            byte[] grain = Arrays.copyOfRange(disk.bytes(), (int) offset, (int) offset + MemoryDisk.GRAIN);
            Path pack = flipWhereItLies(grain);
            Extent chunk = store.chunks(manifest, offset, 1).getFirst();

            BlockCorruptedException failed = catchThrowableOfType(
                    BlockCorruptedException.class, () -> store.read(manifest, offset, ByteBuffer.allocate(1)));
            assertThat(failed.manifest()).isEqualTo(manifest);
            assertThat(failed.offset()).isEqualTo(chunk.offset());
            assertThat(failed.pack()).isEqualTo(String.valueOf(pack.getFileName()));
            assertThat(failed.chunk())
                    .isEqualTo(Codec.idOf(disk.bytes(), (int) chunk.offset(), (int) chunk.lengthBytes())
                            .hex());

            Verification verification = store.verify(manifest, Progress.NONE);
            assertThat(verification.unsoundChunks()).isEqualTo(1);
            assertThat(verification.unsound())
                    .containsExactly(new Verification.Unsound(chunk, failed.chunk(), failed.pack(), failed.fault()));
            assertThat(verification.chunks())
                    .isEqualTo(store.chunks(manifest, 0, disk.sizeBytes()).size());

            byte[] before = new byte[(int) chunk.offset()];
            store.read(manifest, 0, ByteBuffer.wrap(before));
            assertThat(before).isEqualTo(Arrays.copyOf(disk.bytes(), before.length));

            // Whoever stores that content again mends all disks that have it.
            MemoryDisk other = new MemoryDisk(40);
            other.write(5, content);
            TestLimits.store(store, null, other);
            assertThat(store.verify(manifest, Progress.NONE).sound()).isTrue();
            assertThat(TestLimits.content(store, manifest)).isEqualTo(disk.bytes());
        }
    }

    @Test
    void aPackThatIsGoneIsNamed() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(3, 3000);
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, BlockKeys.NONE)) {
            ManifestId manifest = TestLimits.store(store, null, disk);
            Files.delete(directory.resolve("packs").resolve("00000001.pack"));
            Verification verification = store.verify(manifest, Progress.NONE);
            assertThat(verification.sound()).isFalse();
            assertThat(verification.unsound()).allSatisfy(unsound -> {
                assertThat(unsound.pack()).isEqualTo("00000001.pack");
                assertThat(unsound.fault()).isEqualTo("the file is gone");
            });
            TestLimits.store(store, null, disk);
            assertThat(store.verify(manifest, Progress.NONE).sound()).isTrue();
        }
    }

    @Test
    void anUnsoundPageIsNamedByItsRegion() throws IOException {
        MemoryDisk disk = TestLimits.mixedDisk(4, 3000);
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, BlockKeys.NONE)) {
            ManifestId manifest = TestLimits.store(store, null, disk);
            List<Extent> chunks = store.chunks(manifest, Grains.REGION_BYTES, Grains.REGION_BYTES);
            ByteBuffer id = ByteBuffer.allocate(ChunkId.BYTES);
            Codec.idOf(disk.bytes(), (int) chunks.getFirst().offset(), (int)
                            chunks.getFirst().lengthBytes())
                    .write(id);
            Path page = flipWhereItLies(page(disk, chunks, id.array()));
            Verification verification = store.verify(manifest, Progress.NONE);
            assertThat(verification.unsound()).hasSize(1);
            assertThat(verification.unsound().getFirst().extent())
                    .isEqualTo(new Extent(Grains.REGION_BYTES, Grains.REGION_BYTES));
            assertThat(verification.unsound().getFirst().pack()).isEqualTo(String.valueOf(page.getFileName()));
        }
    }

    /** The bytes of a page's first entry, which no other record has in this form. */
    private static byte[] page(MemoryDisk disk, List<Extent> chunks, byte[] id) {
        int grain = (int) (chunks.getFirst().offset() - Grains.REGION_BYTES) / MemoryDisk.GRAIN;
        assertThat(disk.grains()).isGreaterThan(grain);
        return ByteBuffer.allocate(4 + id.length)
                .putShort((short) grain)
                .putShort((short) (chunks.getFirst().lengthBytes() / MemoryDisk.GRAIN))
                .put(id)
                .array();
    }

    private Path flipWhereItLies(byte[] bytes) throws IOException {
        try (var packs = Files.list(directory.resolve("packs"))) {
            for (Path pack : packs.toList()) {
                int at = find(Files.readAllBytes(pack), bytes);
                if (at >= 0) {
                    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
                        file.seek(at + 20);
                        file.write(bytes[20] ^ 1);
                    }
                    return pack;
                }
            }
        }
        throw new AssertionError("No pack has these bytes");
    }

    private static int find(byte[] in, byte[] what) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (in[i] == what[0] && Arrays.mismatch(in, i, i + what.length, what, 0, what.length) < 0) {
                return i;
            }
        }
        return -1;
    }
}
