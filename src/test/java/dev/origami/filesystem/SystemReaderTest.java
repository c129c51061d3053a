package dev.origami.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found on disks that others made. */
class SystemReaderTest {
    private static final String RELEASE = """
            # who I am
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID='12'
            ID=debian
            """;
    private static final OperatingSystem DEBIAN = new OperatingSystem("debian", "Debian GNU/Linux", "12");

    @TempDir
    Path root;

    @BeforeEach
    void directories() throws Exception {
        Files.createDirectories(root.resolve("usr/lib"));
        Files.createDirectories(root.resolve("etc"));
    }

    static Stream<String> kinds() {
        return Stream.of(
                "-t ext2 -b 1024",
                "-t ext2 -b 4096 -O ^filetype",
                "-t ext2 -r 0 -b 1024",
                "-t ext3 -b 2048 -I 128",
                "-t ext4 -b 1024 -O ^64bit",
                "-t ext4 -b 4096 -O 64bit,metadata_csum",
                "-t ext4 -b 4096 -O ^extents,^64bit",
                "-t ext4 -b 1024 -O meta_bg,^resize_inode",
                "-t ext4 -b 4096 -g 1024 -O flex_bg");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isReadFromEveryKindOfExt(String options) throws Exception {
        Files.writeString(root.resolve("usr/lib/os-release"), RELEASE);
        Files.createSymbolicLink(root.resolve("etc/os-release"), Path.of("../usr/lib/os-release"));
        for (int i = 0; i < 900; i++) {
            Files.writeString(root.resolve("etc/" + "long-name-".repeat(8) + i), "");
        }

        byte[] files = ExtImages.of(root, options.split(" "));

        assertThat(read(files)).contains(DEBIAN);
    }

    @Test
    void isReadFromPartitions() throws Exception {
        Files.writeString(root.resolve("etc/os-release"), RELEASE);
        byte[] files = ExtImages.of(root, "-t", "ext4");
        assertThat(read(ExtImages.inMbr(files, false))).as("MBR").contains(DEBIAN);
        assertThat(read(ExtImages.inMbr(files, true))).as("a logical one").contains(DEBIAN);
        assertThat(read(ExtImages.inGpt(files))).as("GPT").contains(DEBIAN);
    }

    @Test
    void linksAreFollowedWithinTheFileSystem() throws Exception {
        Path far = root.resolve("usr/lib/" + "far-away-".repeat(10));
        Files.writeString(far, RELEASE);
        Files.createSymbolicLink(root.resolve("lib"), Path.of("/usr/./lib"));
        Files.createSymbolicLink(root.resolve("etc/os-release"), Path.of("/lib/../lib/" + far.getFileName()));
        assertThat(read(ExtImages.of(root, "-t", "ext4"))).contains(DEBIAN);
    }

    @Test
    void whatIsNotAFileIsPassedOver() throws Exception {
        Files.createSymbolicLink(root.resolve("etc/os-release"), Path.of("os-release"));
        Files.writeString(root.resolve("usr/lib/os-release"), RELEASE);
        assertThat(read(ExtImages.of(root, "-t", "ext4")))
                .as("beside a link to itself")
                .contains(DEBIAN);
    }

    @Test
    void theVersionMayBeMissing() throws Exception {
        Files.writeString(root.resolve("etc/os-release"), "NAME=\"Arch Linux\"\nID=arch\n");
        assertThat(read(ExtImages.of(root, "-t", "ext4"))).contains(new OperatingSystem("arch", "Arch Linux", null));
    }

    @Test
    void whatSaysNothingIsNotKnown() throws Exception {
        assertThat(read(ExtImages.of(root, "-t", "ext4"))).as("no file").isEmpty();
        Files.writeString(root.resolve("etc/os-release"), "VERSION_ID=12\nNAME=\"\u001b[31mRed\"\n");
        assertThat(read(ExtImages.of(root, "-t", "ext4"))).as("no name").isEmpty();
        Files.writeString(root.resolve("etc/os-release"), RELEASE + " ".repeat(64 << 10));
        assertThat(read(ExtImages.of(root, "-t", "ext4"))).as("a long file").isEmpty();
        assertThat(read(new byte[8 << 20])).as("zeros").isEmpty();
        assertThat(read(new byte[0])).as("nothing").isEmpty();
    }

    private static Optional<OperatingSystem> read(byte[] disk) throws Exception {
        return SystemReader.read(ExtImages.disk(disk));
    }
}
