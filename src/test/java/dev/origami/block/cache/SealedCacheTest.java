package dev.origami.block.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.block.BlockKeyGoneException;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.id.LineageId;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same of disks that are encrypted, and what holds of those alone. */
class SealedCacheTest extends CacheFilesTest {
    private static final LineageId LINEAGE = new LineageId(3);
    private static final int PAGE = MemoryStore.PAGE;

    @Override
    LineageId lineage() {
        return LINEAGE;
    }

    @Test
    void noPageLiesInTheFileAsItIsOnTheDisk() throws Exception {
        assertThat(caches().fill(disk(), Progress.NONE).get(30, TimeUnit.SECONDS))
                .isTrue();
        byte[] content = store().content(disk());
        byte[] file = Files.readAllBytes(file(disk(), ".raw"));
        assertThat(file).hasSize(content.length);
        int pages = 0;
        for (int at = 0; at < content.length; at += PAGE) {
            boolean hole = isZero(content, at);
            assertThat(isZero(file, at)).as("a hole is a hole").isEqualTo(hole);
            if (!hole) {
                pages++;
                // Nor any sixteen bytes of it.
                for (int block = at; block < at + PAGE; block += 16) {
                    assertThat(Arrays.equals(file, block, block + 16, content, block, block + 16))
                            .isFalse();
                }
            }
        }
        assertThat(pages).isPositive();
    }

    /** Content that two disks have in common is not seen to be. */
    @Test
    void theSameContentLooksOtherwiseInTheFileOfAnotherDiskOrPlaceOrLineage() throws Exception {
        byte[] page = new byte[PAGE];
        Arrays.fill(page, (byte) 7);
        byte[] sealed = sealed(LINEAGE, disk(), 0, page);
        assertThat(sealed).isEqualTo(sealed(LINEAGE, disk(), 0, page));
        assertThat(sealed).isNotEqualTo(sealed(LINEAGE, disk(), PAGE, page));
        assertThat(sealed).isNotEqualTo(sealed(new LineageId(4), disk(), 0, page));
        assertThat(sealed).isNotEqualTo(sealed(LINEAGE, new ManifestId("ab".repeat(32)), 0, page));
    }

    private byte[] sealed(LineageId lineage, ManifestId manifest, long offset, byte[] page) throws Exception {
        byte[] bytes = new byte[page.length];
        new PageCipher(keys, lineage, manifest).sealed(offset, page).get(bytes);
        return bytes;
    }

    @Test
    void withoutTheKeyADiskIsNotOpened() {
        keys.throwAway(LINEAGE);
        assertThatThrownBy(() -> caches().open(disk())).isInstanceOf(BlockKeyGoneException.class);
    }

    private static boolean isZero(byte[] bytes, int at) {
        return Arrays.equals(bytes, at, at + PAGE, new byte[PAGE], 0, PAGE);
    }
}
