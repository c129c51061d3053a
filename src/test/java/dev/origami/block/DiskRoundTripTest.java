package dev.origami.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.cache.CacheFiles;
import dev.origami.block.cache.CachedDisk;
import dev.origami.block.cache.CachedExports;
import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.disk.ManifestFile;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskToolException;
import dev.origami.block.tool.DiskTools;
import dev.origami.block.tool.QemuNodes;
import dev.origami.config.BlockLimits;
import dev.origami.config.CacheLimits;
import dev.origami.config.DiskLimits;
import dev.origami.config.NbdLimits;
import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk on its whole way: a file, the block store, a volume that QEMU writes to, a child disk, and a file again. */
@Timeout(180)
class DiskRoundTripTest {
    private static final long SIZE_BYTES = 1L << 30;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private final ConcurrentLinkedQueue<BlockCorruptedException> damages = new ConcurrentLinkedQueue<>();
    private DiskTools tools;
    private Overlays overlays;
    private Path raw;
    private BlockStore store;
    private CacheFiles caches;
    private NbdServer server;

    @BeforeEach
    void start() throws IOException {
        tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults());
        overlays = new Overlays(tools);
        raw = directory.resolve("raw");
        byte[] part = new byte[3 * MIB];
        Random random = new Random(9);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            for (int i = 0; i < 6; i++) {
                random.nextBytes(part);
                file.seek(i * 100L * MIB);
                file.write(part);
            }
            file.setLength(SIZE_BYTES);
        }
        open();
    }

    private void open() throws IOException {
        WatchedBlocks watched = new WatchedBlocks(
                LocalBlockStore.open(directory.resolve("blocks"), BlockLimits.defaults(), BlockKeys.NONE));
        watched.listen(new Heard());
        store = watched;
        caches = new CacheFiles(
                store, BlockKeys.NONE, directory.resolve("cache"), CacheLimits.defaults(), InstantSource.system());
        server = NbdServer.start(directory.resolve("nbd"), new CachedExports(caches), NbdLimits.defaults());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        caches.close();
        store.close();
        tools.close();
    }

    private ManifestId stored(Path file, DiskFormat format) throws IOException {
        try (ForeignDisk disk = ForeignDisk.open(tools, DiskLimits.defaults(), file, format);
                Stored stored = store.store(null, disk, Progress.NONE)) {
            return stored.id();
        }
    }

    private Backing export(ManifestId manifest) {
        return new Backing.Export(server.socket(), manifest.hex());
    }

    private void write(DiskChain chain, ManifestId base, String... commands) throws IOException {
        List<String> command = new ArrayList<>(List.of("qemu-io"));
        for (String each : commands) {
            command.addAll(List.of("-c", each));
        }
        command.add("json:" + QemuNodes.overlays(chain.overlays(), export(base), false));
        tools.run(command);
    }

    @Test
    void whatAGuestWroteIsTheChildToTheByte() throws Exception {
        ManifestId base = stored(raw, DiskFormat.RAW);
        DiskChain chain = DiskChain.of(directory.resolve("o1"), base, SIZE_BYTES);
        overlays.create(chain.live(), SIZE_BYTES);
        write(
                chain,
                base,
                "write -P 0x11 1M 64k",
                "write -z 100M 12k",
                "write -P 0x22 200M 4k",
                "write -P 0x33 900M 1M");
        chain = overlays.freeze(chain, directory.resolve("o2"));
        write(chain, base, "write -P 0x44 1028k 4k", "write -z 900M 512k");

        ManifestId child;
        try (DiskDelta delta = overlays.content(chain);
                Stored stored = store.store(base, delta, Progress.NONE)) {
            child = stored.id();
        }
        Path flat = directory.resolve("flat");
        tools.run(List.of(
                "qemu-img",
                "convert",
                "-O",
                "raw",
                "json:" + QemuNodes.overlays(chain.overlays(), export(base), true),
                flat.toString()));
        assertThat(child).as("the same disk, stored as a whole").isEqualTo(stored(flat, DiskFormat.RAW));

        Path written = directory.resolve("written");
        ManifestFile.write(store, child, written, SIZE_BYTES, Progress.NONE);
        assertThat(Files.mismatch(written, flat)).isEqualTo(-1);
        Path viaExport = directory.resolve("copy");
        tools.run(List.of("nbdcopy", "nbd+unix:///" + child + "?socket=" + server.socket(), viaExport.toString()));
        assertThat(Files.mismatch(viaExport, flat)).isEqualTo(-1);

        assertThat(caches.fill(child, Progress.NONE).get(60, TimeUnit.SECONDS)).isTrue();
        try (CachedDisk cached = caches.open(child)) {
            assertThat(Files.mismatch(cached.fullFile().orElseThrow().path(), flat))
                    .isEqualTo(-1);
        }
    }

    @Test
    void anotherFormatOfTheSameDiskIsTheSameManifest() throws IOException {
        Path qcow2 = directory.resolve("qcow2");
        tools.run(List.of("qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", raw.toString(), qcow2.toString()));
        assertThat(stored(qcow2, DiskFormat.QCOW2)).isEqualTo(stored(raw, DiskFormat.RAW));
    }

    @Test
    void aShorterLengthIsWrittenOutAgain() throws IOException {
        ManifestId manifest = stored(raw, DiskFormat.RAW);
        Path cut = directory.resolve("cut");
        ManifestFile.write(store, manifest, cut, 301L * MIB + 512, Progress.NONE);
        assertThat(Files.size(cut)).isEqualTo(301L * MIB + 512);
        assertThat(Files.mismatch(cut, raw)).isEqualTo(301L * MIB + 512);
        assertThatThrownBy(() -> ManifestFile.write(store, manifest, cut, SIZE_BYTES + 1, Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Files.size(cut)).as("what was there stays").isEqualTo(301L * MIB + 512);
    }

    @Test
    void aLostBlockIsAnErrorForThatReadAndIsReported() throws IOException {
        ManifestId manifest = stored(raw, DiskFormat.RAW);
        Extent lost = store.chunks(manifest, 200L * MIB, MIB).get(3);
        stop();
        byte[] needle = new byte[64];
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "r")) {
            file.seek(lost.offset());
            file.readFully(needle);
        }
        assertThat(spoiled(needle)).isTrue();
        tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults());
        open();
        DiskChain chain = DiskChain.of(directory.resolve("o1"), manifest, SIZE_BYTES);
        new Overlays(tools).create(chain.live(), SIZE_BYTES);
        assertThatThrownBy(() -> write(chain, manifest, "read " + lost.offset() + " 4k"))
                .isInstanceOf(DiskToolException.class);
        assertThat(damages)
                .isNotEmpty()
                .allSatisfy(damage -> assertThat(damage.manifest()).isEqualTo(manifest))
                .allSatisfy(damage -> assertThat(damage.offset()).isEqualTo(lost.offset()));
        assertThat(store.holders(Set.of(manifest), Set.of(damages.element().chunk())))
                .isEqualTo(Map.of(manifest, damages.element().chunk()));
        assertThat(store.holders(Set.of(manifest), Set.of("00"))).isEmpty();
        write(chain, manifest, "read " + lost.end() + " 4k", "read 0 1M");
        assertThatThrownBy(
                        () -> ManifestFile.write(store, manifest, directory.resolve("out"), SIZE_BYTES, Progress.NONE))
                .isInstanceOf(BlockCorruptedException.class);
        assertThat(directory.resolve("out")).doesNotExist();
        assertThat(directory.resolve("out.new")).doesNotExist();
    }

    /** Turns a bit of those bytes over where a pack has them; random bytes are kept as they are. */
    private boolean spoiled(byte[] needle) throws IOException {
        List<Path> packs;
        try (var files = Files.list(directory.resolve("blocks").resolve("packs"))) {
            packs = files.toList();
        }
        for (Path pack : packs) {
            byte[] bytes = Files.readAllBytes(pack);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int at = text.indexOf(new String(needle, StandardCharsets.ISO_8859_1));
            if (at >= 0) {
                bytes[at + 7] ^= 1;
                Files.write(pack, bytes);
                return true;
            }
        }
        return false;
    }

    private final class Heard implements BlockListener {
        @Override
        public void damaged(BlockCorruptedException damage) {
            boolean _ = damages.add(damage);
        }

        @Override
        public void sound(ManifestId disk) {}

        @Override
        public void stored(@Nullable ManifestId parent, ManifestId disk) {}
    }
}
