package dev.origami.block.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tools end when they must: in time, with their owner, and with this process. */
@Timeout(60)
class DiskToolsTest {
    @TempDir
    private Path directory;

    /** Opens a disk, says the tool's process id, and waits to be killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            DiskTools tools = new DiskTools(Path.of(arguments[0], "t"), ToolLimits.defaults());
            QemuNbd disk = QemuNbd.open(tools, QemuNodes.file("raw", Path.of(arguments[1]), true), null, List.of());
            System.out.println(disk.pid());
            System.out.println(System.in.read() + disk.client().sizeBytes());
        }
    }

    private Path disk() throws IOException {
        Path path = directory.resolve("disk");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(1 << 20);
        }
        return path;
    }

    @Test
    void aToolEndsWhenItsOwnerIsKilled() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.toString(),
                        disk().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = owner.inputReader()) {
            ProcessHandle tool =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(tool.isAlive()).isTrue();
            // By its handle, which leaves the output open.
            owner.toHandle().destroyForcibly();
            owner.waitFor();
            tool.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aToolEndsWithItsDisk() throws Exception {
        try (DiskTools tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults())) {
            QemuNbd open = QemuNbd.open(tools, QemuNodes.file("raw", disk(), true), null, List.of());
            ProcessHandle tool = ProcessHandle.of(open.pid()).orElseThrow();
            open.close();
            assertThat(tool.isAlive()).isFalse();
        }
    }

    @Test
    void aToolThatTakesTooLongIsKilled() throws IOException {
        ToolLimits limits =
                new ToolLimits(1L << 30, 1000, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(1));
        try (DiskTools tools = new DiskTools(directory.resolve("t"), limits)) {
            assertThatThrownBy(() -> tools.run(List.of("sleep", "1000")))
                    .isInstanceOf(DiskToolException.class)
                    .hasMessageContaining("did not end");
        }
    }

    @Test
    void aToolHasSoMuchMemoryAndNoMore() throws IOException {
        ToolLimits limits =
                new ToolLimits(256L << 20, 1000, Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(1));
        try (DiskTools tools = new DiskTools(directory.resolve("t"), limits)) {
            List<String> greedy = List.of("dd", "if=/dev/zero", "of=/dev/null", "bs=512M", "count=1");
            assertThatThrownBy(() -> tools.run(greedy))
                    .isInstanceOf(DiskToolException.class)
                    .hasMessageContaining("memory exhausted");
        }
    }

    @Test
    void whatCannotBeOpenedIsSaidInTheToolsWords() throws IOException {
        try (DiskTools tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults())) {
            Path missing = directory.resolve("missing");
            assertThatThrownBy(() -> QemuNbd.open(tools, QemuNodes.file("raw", missing, true), null, List.of()))
                    .isInstanceOf(DiskToolException.class)
                    .hasMessageContaining("No such file");
            try (var left = Files.list(directory.resolve("t"))) {
                assertThat(left).isEmpty();
            }
        }
    }
}
