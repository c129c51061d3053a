package dev.origami.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that work on a data directory, whether a service runs on it or not. */
final class DataDirectoryOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The data directory (default: ~/.local/share/origami).")
    private @Nullable Path dataDir;

    DataDirectory directory() {
        return DataDirectory.of(dataDir);
    }

    /** The option as it was given, for commands to paste; empty when it was not. */
    String asGiven() {
        return dataDir == null ? "" : " --data-dir " + directory().path();
    }
}
