package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.filesystem.ExtImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images are found by the operating system on their disks, whatever they are called. */
class ImageSystemTest {
    @TempDir
    Path directory;

    private ResourceWorld world;
    private String debian;
    private String unknown;

    @BeforeEach
    void open() throws Exception {
        world = new ResourceWorld(directory);
        unknown = world.image(ALICE, "debian-12");
        debian = world.image(ALICE, "windows-2022", upload(ExtImages.debian()));
        world.settle();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void bySystemNameAndVersion() {
        assertThat(found("origami:os-id", "debian")).containsExactly(debian);
        assertThat(found("origami:os-name", "Debian*")).containsExactly(debian);
        assertThat(found("origami:os-version", "1?")).containsExactly(debian);
        assertThat(found("origami:os-version", "11")).isEmpty();
        assertThat(found("name", "*")).containsExactlyInAnyOrder(debian, unknown);
    }

    @Test
    void aCopyHasItToo() {
        String copy = world.ask(
                        ALICE, "CopyImage", "SourceRegion", "eu-west-1", "SourceImageId", debian, "Name", "copy")
                .text("imageId");
        world.settle();
        assertThat(found("origami:os-id", "debian")).containsExactlyInAnyOrder(debian, copy);
    }

    /** EC2's other words come with what is billed, never of what is on a disk. */
    @Test
    void thePlatformIsWhatIsBilled() {
        for (String image : List.of(debian, unknown)) {
            assertThat(world.ask(ALICE, "DescribeImages", "ImageId.1", image).text("imagesSet/item/platformDetails"))
                    .isEqualTo("Linux/UNIX");
        }
    }

    private List<String> found(String filter, String value) {
        return world.ask(ALICE, "DescribeImages", "Owner.1", "self", "Filter.1.Name", filter, "Filter.1.Value.1", value)
                .texts("imagesSet/item/imageId");
    }

    private String upload(byte[] disk) {
        String snapshot = world.startUpload(ALICE, "{\"VolumeSize\":1}");
        for (int i = 0; i < disk.length / BLOCK; i++) {
            world.put(ALICE, snapshot, i, Arrays.copyOfRange(disk, i * BLOCK, (i + 1) * BLOCK));
        }
        world.complete(ALICE, snapshot, disk.length / BLOCK);
        return snapshot;
    }
}
