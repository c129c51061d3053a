package dev.origami.block.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.TestKeys;
import dev.origami.id.LineageId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it stores leaves all that it had said to be stored. */
@Tag("long")
class KillTest {
    private static final int KILLS = 6;

    @TempDir
    private Path directory;

    @Test
    void aKilledProcessLosesNothingThatItHadStored() throws Exception {
        Random random = new Random(1);
        Map<Long, ManifestId> stored = new LinkedHashMap<>();
        for (int i = 0; i < KILLS; i++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            directory.toString(),
                            String.valueOf(i * 1000))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int after = 1 + random.nextInt(12);
            try (BufferedReader lines = process.inputReader()) {
                String line = lines.readLine();
                for (int n = 0; line != null; n++) {
                    int space = line.indexOf(' ');
                    stored.put(Long.parseLong(line.substring(0, space)), new ManifestId(line.substring(space + 1)));
                    if (n == after) {
                        // By its handle: the process itself would close what is still to be read.
                        process.toHandle().destroyForcibly();
                    }
                    line = lines.readLine();
                }
            }
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            // Alive until it was killed: it ends by itself only when it fails.
            assertThat(process.exitValue()).isEqualTo(128 + 9);
        }
        assertThat(stored).hasSizeGreaterThan(KILLS);
        try (LocalBlockStore store = LocalBlockStore.open(directory, TestLimits.SMALL, new TestKeys())) {
            for (Map.Entry<Long, ManifestId> disk : stored.entrySet()) {
                assertThat(store.verify(disk.getValue(), Progress.NONE).unsound())
                        .isEmpty();
                assertThat(TestLimits.content(store, disk.getValue()))
                        .isEqualTo(disk(disk.getKey()).bytes());
            }
        }
    }

    private static MemoryDisk disk(long seed) {
        return TestLimits.mixedDisk(seed, 700);
    }

    /** Stores disks, every other one sealed, and says so, one line each, for ever. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            try (LocalBlockStore store =
                    LocalBlockStore.open(Path.of(arguments[0]), TestLimits.SMALL, new TestKeys())) {
                for (long seed = Long.parseLong(arguments[1]); ; seed++) {
                    LineageId lineage = seed % 2 == 0 ? null : TestLimits.SEALED;
                    try (Stored stored = store.store(null, lineage, disk(seed), Progress.NONE)) {
                        System.out.println(seed + " " + stored.id());
                    }
                }
            }
        }
    }
}
