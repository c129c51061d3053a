package dev.origami.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.config.DebianLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebianPartsTest {
    private static final long TWO_GIB = 2L << 30;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "/etc/shadow", "?priority(required)", "a,b", "a b", "a", "", "Apache", "x\ny"})
    void whatIsNoPackageNameIsRefused(String name) {
        assertThatThrownBy(() -> DebianRecipe.bookworm(2, List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the name of a Debian package");
    }

    @Test
    void anUnknownReleaseIsRefusedAndTellsOfTheKnown() {
        assertThatThrownBy(() -> new DebianRecipe("sid", List.of(), 2, DebianRecipe.AMD64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Debian release 'sid' is not known; there are bookworm, trixie");
        assertThat(new DebianRecipe("trixie", List.of(), 2, DebianRecipe.AMD64).system())
                .isEqualTo("Debian 13");
    }

    @Test
    void theHashFollowsTheRecipeAndNotTheOrderOfItsPackages() {
        String hash = DebianDisk.hash(DebianRecipe.bookworm(2, List.of("jq", "g++")));

        assertThat(hash).isEqualTo(DebianDisk.hash(DebianRecipe.bookworm(2, List.of("g++", "jq", "jq"))));
        assertThat(hash).isNotEqualTo(DebianDisk.hash(DebianRecipe.bookworm(3, List.of("g++", "jq"))));
        assertThat(hash).isNotEqualTo(DebianDisk.hash(DebianRecipe.bookworm(2, List.of("jq"))));
    }

    @Test
    void thereAreTwoArchitecturesAndAWayToTheThird() {
        DebianRecipe small = DebianRecipe.bookworm(2, List.of(), "i386");
        assertThat(DebianDisk.hash(small)).isNotEqualTo(DebianDisk.hash(DebianRecipe.bookworm(2, List.of())));
        assertThatThrownBy(() -> DebianRecipe.bookworm(2, List.of(), "arm64"))
                .hasMessageContaining("./origami import debian-12-genericcloud-arm64.qcow2 --architecture arm64");
        assertThatThrownBy(() -> DebianRecipe.bookworm(2, List.of(), "m68k"))
                .hasMessageContaining("there are amd64 and i386");
    }

    @Test
    void aDiskBeyondTheLimitsIsRefusedBeforeAnythingIsWritten() {
        DebianDisk disks = new DebianDisk(DebianLimits.defaults(), directory.resolve("cache"));

        for (int sizeGiB : List.of(0, 1, 65)) {
            assertThatThrownBy(() -> disks.build(
                            DebianRecipe.bookworm(sizeGiB, List.of()),
                            directory.resolve("disk.raw"),
                            BuildProgress.none()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 to 64 GiB");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void thePartitionBeginsAfterTheGapAndEndsWithTheDisk() throws Exception {
        Path disk = Files.createFile(directory.resolve("disk.raw"));
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            PartitionTable.write(channel, 0x12345678, TWO_GIB);
        }
        ByteBuffer sector = ByteBuffer.wrap(Files.readAllBytes(disk)).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(sector.getInt(440)).isEqualTo(0x12345678);
        assertThat(sector.get(446)).isEqualTo((byte) 0x80);
        assertThat(sector.get(450)).isEqualTo((byte) 0x83);
        assertThat(sector.getInt(454)).isEqualTo(2048);
        assertThat(sector.getInt(458)).isEqualTo((int) (TWO_GIB / 512) - 2048);
        assertThat(sector.getShort(510)).isEqualTo((short) 0xAA55);
    }

    @Test
    void progressRisesAndNamesEachStepOnce() {
        List<Integer> percents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        InstallLog log = new InstallLog(
                new BuildProgress() {
                    @Override
                    public void line(String text) {
                        lines.add(text);
                    }

                    @Override
                    public void percent(int percent) {
                        percents.add(percent);
                    }
                },
                0,
                3);
        log.add("I: running apt-get update...");
        for (int i = 0; i < 600; i++) {
            log.add("Unpacking package" + i + " (1.0) ...");
            log.add("Setting up package" + i + " (1.0) ...");
        }
        log.add("I: running --customize-hook in shell: one");
        log.add("I: running --customize-hook in shell: two");

        assertThat(percents).isSorted().doesNotHaveDuplicates().allMatch(percent -> percent > 0 && percent < 100);
        assertThat(lines).containsExactly("reading Debian's package lists", "writing the file system");
        assertThat(log.lastLines()).hasSize(3).last().isEqualTo("I: running --customize-hook in shell: two");
    }

    @Test
    void theCacheKeepsTheNewestOfEachPackage() throws Exception {
        cached("bash_5.2.15-2_amd64.deb", 1);
        cached("bash_5.2.15-3_amd64.deb", 2);
        cached("bash_5.2.15-3_arm64.deb", 1);
        cached("bash-doc_5.2.15-2_all.deb", 1);
        cached("lock", 1);

        new PackageCache(directory).prune();

        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(
                        "bash_5.2.15-3_amd64.deb", "bash_5.2.15-3_arm64.deb", "bash-doc_5.2.15-2_all.deb", "lock");
    }

    private void cached(String name, long second) throws Exception {
        Files.setLastModifiedTime(Files.createFile(directory.resolve(name)), FileTime.fromMillis(second * 1000));
    }
}
