package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTest {
    @TempDir
    private Path temporary;

    @Test
    void aCallIsAnsweredWithProgressAndAResult() throws Exception {
        DataDirectory directory = directory();
        Path socket = temporary.resolve("operator.sock");
        try (OperatorServer _ = OperatorServer.start(
                socket,
                Map.of(
                        "greet",
                        (arguments, progress) -> {
                            progress.report("thinking", 1, 2);
                            return TextNode.valueOf(
                                    "hello " + arguments.path("name").asText());
                        },
                        "refuse",
                        (_, _) -> {
                            throw new CommandException("no such thing");
                        }))) {
            directory.announce(new DataDirectory.Address("http://127.0.0.1:4566", socket));
            Operator operator = Operator.of(directory);
            List<String> progress = new ArrayList<>();
            assertThat(operator.call("greet", Operator.arguments().put("name", "Ann"), p -> progress.add(p.toString()))
                            .asText())
                    .isEqualTo("hello Ann");
            assertThat(progress).containsExactly("{\"text\":\"thinking\",\"done\":1,\"total\":2}");
            assertThat(operator.url()).isEqualTo("http://127.0.0.1:4566");
            assertThatThrownBy(() -> operator.call("refuse", Operator.arguments()))
                    .isInstanceOf(CommandException.class)
                    .hasMessage("no such thing");
            assertThatThrownBy(() -> operator.call("later", Operator.arguments()))
                    .hasMessageContaining("another version");
            assertThat(Files.getPosixFilePermissions(socket)).hasSize(2);
        }
    }

    @Test
    void withoutAServiceTheNextStepIsNamed() throws Exception {
        assertThatThrownBy(() -> Operator.of(directory())).hasMessageContaining("./origami serve");
    }

    @Test
    void oneServiceAtATimeAndNobodyElseLooksIn() throws Exception {
        DataDirectory directory = directory();
        assertThat(Files.getPosixFilePermissions(directory.path())).hasSize(3);
        try (FileChannel _ = directory.lock()) {
            assertThatThrownBy(directory::lock).hasMessageContaining("already runs");
        }
        directory.lock().close();
    }

    private DataDirectory directory() throws CommandException {
        DataDirectory directory = DataDirectory.of(temporary.resolve("data"));
        directory.create();
        return directory;
    }
}
