package dev.origami.block.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.DiskChain;
import dev.origami.block.DiskDelta;
import dev.origami.block.tool.DiskToolException;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Overlays of an encrypted volume: all that those of another can, and what nobody else is to see. */
class EncryptedOverlaysTest extends OverlaysTest {
    private static final LineageId LINEAGE = new LineageId(1);
    private static final String MARKER = "this is for its owner alone".repeat(10);
    private static final int PAGE = 4096;

    @Override
    LineageId lineage() {
        return LINEAGE;
    }

    private void writeMarker(DiskChain disk, long offset) throws IOException {
        Path pattern = Files.writeString(directory.resolve("pattern"), MARKER);
        write(disk, "write -s " + pattern + " " + offset + " 4k");
        Files.delete(pattern);
    }

    private static void assertHoldsMarker(DiskDelta delta, long offset) throws IOException {
        assertThat(new String(bytes(delta, offset, MARKER.length()), StandardCharsets.US_ASCII))
                .isEqualTo(MARKER);
    }

    @Test
    void whatIsWrittenIsNotInTheFiles() throws IOException {
        writeMarker(chain, PAGE);
        DiskChain second = overlays.grow(overlays.freeze(chain, directory.resolve("o2")), 2 * chain.sizeBytes());
        writeMarker(second, chain.sizeBytes());
        overlays.repair(second);
        try (DiskDelta delta = overlays.content(second)) {
            assertHoldsMarker(delta, PAGE);
            assertHoldsMarker(delta, chain.sizeBytes());
        }
        for (Path overlay : second.overlays()) {
            String raw = Files.readString(overlay, StandardCharsets.ISO_8859_1);
            assertThat(raw).contains("LUKS").doesNotContain(MARKER.substring(0, 16));
        }
    }

    @Test
    void theSameWritesAreNotTheSameInTwoOverlays() throws IOException {
        write(chain, "write -P 0x11 0 4k");
        DiskChain other = new DiskChain(directory.resolve("o2"), List.of(), chain.base(), chain.sizeBytes(), LINEAGE);
        overlays.create(other.live(), other.sizeBytes(), LINEAGE);
        write(other, "write -P 0x11 0 4k");
        byte[] one = Files.readAllBytes(chain.live());
        byte[] two = Files.readAllBytes(other.live());
        assertThat(one).hasSameSizeAs(two);
        // The file ends with what was written last.
        byte[] written = Arrays.copyOfRange(one, one.length - PAGE, one.length);
        assertThat(written).isNotEqualTo(new byte[PAGE]);
        assertThat(Arrays.copyOfRange(two, two.length - PAGE, two.length)).isNotEqualTo(written);
    }

    @Test
    void anotherKeyDoesNotOpenIt() throws IOException {
        writeMarker(chain, 0);
        DiskChain stolen = new DiskChain(chain.live(), List.of(), chain.base(), chain.sizeBytes(), new LineageId(2));
        assertThatThrownBy(() -> overlays.content(stolen))
                .isInstanceOf(DiskToolException.class)
                .hasMessageContaining("Invalid password");
        assertThatThrownBy(() -> overlays.repair(stolen)).isInstanceOf(DiskToolException.class);
        DiskChain plain = DiskChain.of(chain.live(), chain.base(), chain.sizeBytes());
        assertThatThrownBy(() -> overlays.content(plain)).isInstanceOf(DiskToolException.class);
    }

    @Test
    void withoutItsKeyNobodyOpensIt() {
        keys.throwAway(LINEAGE);
        assertThatThrownBy(() -> overlays.content(chain)).isInstanceOf(BlockKeyGoneException.class);
        assertThatThrownBy(() -> overlays.repair(chain)).isInstanceOf(BlockKeyGoneException.class);
        assertThatThrownBy(() -> overlays.freeze(chain, directory.resolve("o2")))
                .isInstanceOf(BlockKeyGoneException.class);
        assertThat(directory.resolve("o2")).doesNotExist();
    }
}
