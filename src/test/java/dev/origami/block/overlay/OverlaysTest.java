package dev.origami.block.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.Backing;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.block.DiskSecret;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.TestKeys;
import dev.origami.block.tool.DiskToolException;
import dev.origami.block.tool.DiskTools;
import dev.origami.block.tool.QemuNodes;
import dev.origami.config.ToolLimits;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Overlays written by QEMU, over a base, and what is told of them. */
@Timeout(120)
class OverlaysTest {
    private static final int SIZE_BYTES = 16 << 20;
    private static final int PAGE = 4096;
    private static final ManifestId BASE = new ManifestId("cd".repeat(32));

    @TempDir
    Path directory;

    final TestKeys keys = new TestKeys();
    Overlays overlays;
    DiskChain chain;
    private DiskTools tools;
    private Path base;

    /** Under whose key the overlays are encrypted. */
    @Nullable
    LineageId lineage() {
        return null;
    }

    @BeforeEach
    void start() throws IOException {
        tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults());
        overlays = new Overlays(tools, keys);
        base = Files.write(directory.resolve("base"), filled(SIZE_BYTES, 0x55));
        chain = new DiskChain(directory.resolve("o1"), List.of(), BASE, SIZE_BYTES, lineage());
        overlays.create(chain.live(), SIZE_BYTES, lineage());
    }

    @AfterEach
    void stop() {
        tools.close();
    }

    void write(DiskChain disk, String... commands) throws IOException {
        ObjectNode node = QemuNodes.overlays(disk.overlays(), new Backing.FullFile(base), secretName(), false);
        List<String> command = new ArrayList<>(List.of("qemu-io"));
        for (String each : commands) {
            command.add("-c");
            command.add(each);
        }
        command.add("json:" + node);
        run(command);
    }

    private void run(List<String> command) throws IOException {
        LineageId lineage = lineage();
        String secret = lineage == null ? null : DiskSecret.passphrase(keys, lineage);
        String _ = tools.runAllowing(Set.of(), command, secret);
    }

    private @Nullable String secretName() {
        return lineage() == null ? null : DiskTools.SECRET;
    }

    private static List<Extent> merged(DiskDelta delta) throws IOException {
        List<Extent> merged = new ArrayList<>();
        for (Extent extent : delta.changed()) {
            if (!merged.isEmpty() && merged.getLast().end() == extent.offset()) {
                Extent last = merged.removeLast();
                merged.add(new Extent(last.offset(), last.lengthBytes() + extent.lengthBytes()));
            } else {
                merged.add(extent);
            }
        }
        return merged;
    }

    static byte[] bytes(DiskDelta delta, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        delta.read(offset, buffer);
        return buffer.array();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void aDeltaIsWhatWasWrittenAndZeroedToThePage() throws IOException {
        write(
                chain,
                "write -P 0x11 4k 4k",
                "write -P 0x22 1M 12k",
                "write -z 2M 8k",
                "write -z 4M 1M",
                "write -P 0x33 6M 128k",
                "discard 6M 128k");
        try (DiskDelta delta = overlays.content(chain)) {
            assertThat(delta.sizeBytes()).isEqualTo(SIZE_BYTES);
            assertThat(merged(delta))
                    .containsExactly(
                            new Extent(PAGE, PAGE),
                            new Extent(1 << 20, 3 * PAGE),
                            new Extent(2 << 20, 2 * PAGE),
                            new Extent(4 << 20, 1 << 20),
                            new Extent(6 << 20, 128 << 10));
            assertThat(merged(delta)).as("asked again").hasSize(5);
            assertThat(bytes(delta, PAGE, PAGE)).isEqualTo(filled(PAGE, 0x11));
            assertThat(bytes(delta, (1 << 20) + PAGE, 2 * PAGE)).isEqualTo(filled(2 * PAGE, 0x22));
            assertThat(bytes(delta, 2 << 20, 2 * PAGE)).isEqualTo(filled(2 * PAGE, 0));
            assertThat(bytes(delta, 4 << 20, 1 << 20)).isEqualTo(filled(1 << 20, 0));
        }
    }

    @Test
    void anUntouchedVolumeHasAnEmptyDelta() throws IOException {
        try (DiskDelta delta = overlays.content(chain)) {
            assertThat(delta.changed()).isEmpty();
        }
    }

    @Test
    void severalOverlaysOfAGrowingVolumeAreOneDelta() throws IOException {
        write(chain, "write -P 0x11 0 64k");
        DiskChain grown = overlays.grow(chain, 2L * SIZE_BYTES);
        write(grown, "write -P 0x22 " + SIZE_BYTES + " 4k");
        DiskChain second = overlays.freeze(grown, directory.resolve("o2"));
        write(second, "write -P 0x33 4k 4k", "write -z 8k 4k");
        DiskChain third = overlays.grow(overlays.freeze(second, directory.resolve("o3")), 3L * SIZE_BYTES);
        write(third, "write -P 0x44 " + (3L * SIZE_BYTES - PAGE) + " 4k");
        try (DiskDelta delta = overlays.content(third)) {
            assertThat(delta.sizeBytes()).isEqualTo(3L * SIZE_BYTES);
            assertThat(bytes(delta, 0, PAGE)).isEqualTo(filled(PAGE, 0x11));
            assertThat(bytes(delta, PAGE, PAGE)).isEqualTo(filled(PAGE, 0x33));
            assertThat(bytes(delta, 2L * PAGE, PAGE)).isEqualTo(filled(PAGE, 0));
            assertThat(bytes(delta, SIZE_BYTES, PAGE)).isEqualTo(filled(PAGE, 0x22));
            assertThat(bytes(delta, 3L * SIZE_BYTES - PAGE, PAGE)).isEqualTo(filled(PAGE, 0x44));
            assertThat(merged(delta))
                    .contains(new Extent(0, 64 << 10), new Extent(SIZE_BYTES, PAGE))
                    .noneMatch(extent -> extent.offset() > SIZE_BYTES && extent.end() <= 2L * SIZE_BYTES);
        }
        try (DiskDelta newest = overlays.delta(List.of(second.live()), second.sizeBytes(), lineage())) {
            assertThat(merged(newest)).containsExactly(new Extent(PAGE, 2 * PAGE));
        }
    }

    @Test
    void randomWritesAreFoundExactly() throws IOException {
        Random random = new Random(11);
        byte[] expected = Files.readAllBytes(base);
        boolean[] touched = new boolean[SIZE_BYTES / PAGE];
        List<String> commands = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            int page = random.nextInt(touched.length - 40);
            int pages = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 3);
            boolean zero = random.nextInt(3) == 0;
            int value = zero ? 0 : 1 + random.nextInt(255);
            commands.add((zero ? "write -z " : "write -P " + value + " ") + (long) page * PAGE + " " + pages * PAGE);
            Arrays.fill(expected, page * PAGE, (page + pages) * PAGE, (byte) value);
            Arrays.fill(touched, page, page + pages, true);
        }
        write(chain, commands.toArray(String[]::new));
        boolean[] told = new boolean[touched.length];
        byte[] rebuilt = Files.readAllBytes(base);
        try (DiskDelta delta = overlays.content(chain)) {
            for (Extent extent : delta.changed()) {
                Arrays.fill(told, (int) (extent.offset() / PAGE), (int) (extent.end() / PAGE), true);
                delta.read(
                        extent.offset(), ByteBuffer.wrap(rebuilt, (int) extent.offset(), (int) extent.lengthBytes()));
            }
        }
        assertThat(told).isEqualTo(touched);
        assertThat(Arrays.equals(rebuilt, expected)).isTrue();
    }

    @Test
    void aBackingInTheHeaderIsNotBelievedAndRepairClearsIt() throws IOException {
        write(chain, "write -P 0x11 0 4k");
        Path secret = Files.write(directory.resolve("secret"), filled(SIZE_BYTES, 0x77));
        String live = "json:" + QemuNodes.overlay(chain.live(), secretName(), false);
        run(List.of("qemu-img", "rebase", "-u", "-F", "raw", "-b", secret.toString(), live));
        try (DiskDelta delta = overlays.content(chain)) {
            assertThat(merged(delta)).containsExactly(new Extent(0, PAGE));
            assertThat(bytes(delta, PAGE, PAGE)).isEqualTo(filled(PAGE, 0));
        }
        overlays.repair(chain);
        assertThat(tools.run(
                        List.of("qemu-img", "info", "-f", "qcow2", chain.live().toString())))
                .doesNotContain("secret");
        assertThat(overlays.check(chain).sound()).isTrue();
        assertThat(overlays.sizeBytes(chain.live())).isEqualTo(SIZE_BYTES);
    }

    @Test
    void anExistingFileIsNeverOverwritten() {
        assertThatThrownBy(() -> overlays.create(chain.live(), SIZE_BYTES, lineage()))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aDamagedOverlayIsRefused() throws IOException {
        write(chain, "write -P 0x11 0 1M");
        byte[] image = Files.readAllBytes(chain.live());
        // The pointer to the refcount table (bytes 48 to 55) now leads into the file's first cluster.
        Arrays.fill(image, 48, 56, (byte) 0);
        Files.write(chain.live(), image);
        assertThatThrownBy(() -> overlays.repair(chain)).isInstanceOf(DiskToolException.class);
    }

    @Test
    void aVolumeOfAnotherSizeThanRecordedIsRefused() {
        assertThatThrownBy(() -> overlays.delta(List.of(chain.live()), 2L * SIZE_BYTES, lineage()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("and not");
    }

    @Test
    void toolsLeaveNothingBehind() throws IOException {
        overlays.content(chain).close();
        try (var files = Files.list(directory.resolve("t"))) {
            assertThat(files).isEmpty();
        }
    }
}
