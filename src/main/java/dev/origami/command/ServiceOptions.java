package dev.origami.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that asks the running service. */
final class ServiceOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The service's data directory (default: ~/.local/share/origami).")
    private @Nullable Path dataDir;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The account that asks (default: ${DEFAULT-VALUE}).")
    private String account = "default";

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "The region that is meant (default: ${DEFAULT-VALUE}).")
    private String region = "us-east-1";

    DataDirectory directory() {
        return DataDirectory.of(dataDir);
    }

    String account() {
        return account;
    }

    String region() {
        return region;
    }

    Operator operator() throws CommandException {
        return Operator.of(directory());
    }

    /** Clients of the API for the account and the region that the options name. */
    Clients clients() throws CommandException {
        return Clients.of(operator(), account, region);
    }
}
