package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo that is told to end, at one moment after another on the same directory: it ends soon, nothing of it runs on,
 * and the next demo takes the directory as it is.
 */
@Tag("debian")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** On a machine that does nothing else it takes less than a second. */
    private static final Duration END = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    private Path scratch = Path.of("");

    @Test
    @Order(1)
    void beforeItsServiceStarts() throws Exception {
        Process demo = start();
        end(demo, "INT");
    }

    @Test
    @Order(2)
    void whileItsServiceStarts() throws Exception {
        Process demo = start();
        await(demo, "start a service");
        end(demo, "TERM");
    }

    @Test
    @Order(3)
    void whileAnImageIsBuilt() throws Exception {
        Process demo = start();
        await(demo, "build a Debian");
        awaitProcess(demo, "mmdebstrap");
        end(demo, "INT");
    }

    @Test
    @Order(4)
    void whileAServerBoots() throws Exception {
        Process demo = start();
        await(demo, "wait until it lets us in");
        awaitProcess(demo, "qemu-system");
        end(demo, "INT");
    }

    @Test
    @Order(5)
    void afterASecondStartHasTakenTheImageOfTheFirst() throws Exception {
        Process demo = start();
        await(demo, "launch a server");
        assertThat(printed()).contains("take the Debian image of an earlier demo");
        end(demo, "HUP");
    }

    private Path output() {
        return scratch.resolve("demo.out");
    }

    private String printed() throws IOException {
        return Files.readString(output(), StandardCharsets.UTF_8);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Origami.class.getName(),
                        "demo",
                        "--data-dir",
                        scratch.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
    }

    private void await(Process demo, String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!printed().contains(text)) {
            assertThat(demo.isAlive() && System.nanoTime() < deadline)
                    .as("no \"" + text + "\": " + printed())
                    .isTrue();
            Thread.sleep(PAUSE);
        }
    }

    private void awaitProcess(Process demo, String name) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ofTheDemo().stream().noneMatch(line -> line.contains(name))) {
            assertThat(demo.isAlive() && System.nanoTime() < deadline)
                    .as("no " + name + ": " + printed())
                    .isTrue();
            Thread.sleep(PAUSE);
        }
    }

    private void end(Process demo, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).start();
        assertThat(kill.waitFor()).isZero();
        boolean ended = demo.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        demo.destroyForcibly();
        assertThat(ended).as("it ends: " + printed()).isTrue();
        assertThat(ofTheDemo()).isEmpty();
        assertThat(printed()).doesNotContain("Exception", "failed after");
    }

    /** The command lines of all processes that name something of the directory, or have it open. */
    private List<String> ofTheDemo() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains(scratch.toString()) || hasOpen(pid))
                .map(DemoEndTest::commandLine)
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private boolean hasOpen(long pid) {
        // This test itself looks into the directory.
        if (pid == ProcessHandle.current().pid()) {
            return false;
        }
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.anyMatch(this::leadsToTheDirectory);
        } catch (IOException | UncheckedIOException gone) {
            return false;
        }
    }

    private boolean leadsToTheDirectory(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(scratch);
        } catch (IOException closed) {
            return false;
        }
    }
}
