package dev.origami.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the service runs is what a machine without any of it gets installed. */
class HostCapacityTest {
    private static final Path PACKAGES = Path.of("script/packages.txt");
    private static final Path SOURCES = Path.of("src/main/java/dev/origami");

    @Test
    void whatInstancesNeedIsInstalledForWhoeverRunsThem() throws Exception {
        List<String> installed = commands("run");
        installed.addAll(commands("arm64"));

        assertThat(installed)
                .containsAll(HostCapacity.PROGRAMS.stream()
                        .map(HostCapacity.Program::command)
                        .toList());
    }

    @Test
    void nothingOfTheServiceRunsWhatIsInstalledForTestsOnly() throws Exception {
        List<String> forTests = commands("test");

        assertThat(forTests).isNotEmpty();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            // The benchmarks run their peers, and say so where one is missing.
                            .filter(file -> !file.startsWith(SOURCES.resolve("command/bench"))))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(read(file))
                            .doesNotContain(forTests.stream()
                                    .map(command -> '"' + command + '"')
                                    .toArray(String[]::new)));
        }
    }

    private static List<String> commands(String purpose) throws IOException {
        return Files.readAllLines(PACKAGES).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns[1].equals(purpose))
                .map(columns -> columns[3])
                // A package without a command of its own.
                .filter(command -> !command.equals("-"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
