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
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo that is told to end, at one moment after another on the same directory: it ends soon, nothing of it runs on,
 * and the next demo takes the directory as it is.
 */
@Tag("debian")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** On a machine that does nothing else it takes less than a second. */
    private static final Duration END = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    private static Path scratch = Path.of("");

    @Test
    @Order(1)
    void beforeItsServiceStarts() throws Exception {
        Process demo = start();
        end(demo);
    }

    @Test
    @Order(2)
    void whileItsServiceStarts() throws Exception {
        Process demo = start();
        await(demo, "start a service");
        end(demo);
    }

    @Test
    @Order(3)
    void whileAnImageIsBuilt() throws Exception {
        Process demo = start();
        await(demo, "build a Debian");
        awaitProcess(demo, "mmdebstrap");
        end(demo);
    }

    @Test
    @Order(4)
    void whileAServerBoots() throws Exception {
        Process demo = start();
        await(demo, "wait until it lets us in");
        awaitProcess(demo, "qemu-system");
        end(demo);
    }

    @Test
    @Order(5)
    void afterASecondStartHasTakenTheImageOfTheFirst() throws Exception {
        Process demo = start();
        await(demo, "launch a server");
        assertThat(printed()).contains("take the Debian image of an earlier demo");
        end(demo);
    }

    private static Path output() {
        return scratch.resolve("demo.out");
    }

    private static String printed() throws IOException {
        return Files.readString(output(), StandardCharsets.UTF_8);
    }

    private static Process start() throws IOException {
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

    private static void await(Process demo, String text) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!printed().contains(text)) {
            assertThat(demo.isAlive() && System.nanoTime() < deadline)
                    .as("no \"" + text + "\": " + printed())
                    .isTrue();
            Thread.sleep(PAUSE);
        }
    }

    private static void awaitProcess(Process demo, String name) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ofTheDemo().stream().noneMatch(line -> line.contains(name))) {
            assertThat(demo.isAlive() && System.nanoTime() < deadline)
                    .as("no " + name + ": " + printed())
                    .isTrue();
            Thread.sleep(PAUSE);
        }
    }

    /** With SIGTERM, since a program that was started in the background may not hear SIGINT; both mean the same to it. */
    private static void end(Process demo) throws Exception {
        demo.destroy();
        boolean ended = demo.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        demo.destroyForcibly();
        assertThat(ended).as("it ends: " + printed()).isTrue();
        assertThat(ofTheDemo()).isEmpty();
        assertThat(printed()).doesNotContain("Exception", "failed after");
    }

    /** The command lines of all processes that name something of the directory, or have it open. */
    private static List<String> ofTheDemo() {
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

    private static boolean hasOpen(long pid) {
        // This test itself looks into the directory.
        if (pid == ProcessHandle.current().pid()) {
            return false;
        }
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.anyMatch(DemoEndTest::leadsToTheDirectory);
        } catch (IOException | UncheckedIOException gone) {
            return false;
        }
    }

    private static boolean leadsToTheDirectory(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(scratch);
        } catch (IOException closed) {
            return false;
        }
    }
}
