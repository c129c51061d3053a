package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** ssh to a server, whatever its address and port are here. */
@Command(
        name = "ssh",
        description = "Open ssh to a server: ./origami ssh i-... [-i KEY] [COMMAND...]",
        mixinStandardHelpOptions = true)
final class SshCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "INSTANCE", description = "The instance's id.")
    private String instance = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "What to run there (default: a shell).")
    private List<String> command = new ArrayList<>();

    @Option(names = "-i", paramLabel = "KEY", description = "The private key file.")
    private @Nullable String key;

    @Option(
            names = {"-l", "--user"},
            paramLabel = "USER",
            defaultValue = "debian",
            description = "Who to be there (default: ${DEFAULT-VALUE}).")
    private String user = "debian";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        JsonNode target = service.operator()
                .call(
                        "instance.forward",
                        Operator.arguments().put("instance", instance).put("port", 22));
        List<String> ssh =
                new ArrayList<>(List.of("ssh", "-p", target.path("port").asText()));
        // The address is of this machine alone and is used again for other servers; its key is told by the console.
        ssh.addAll(List.of(
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"));
        if (key != null) {
            ssh.addAll(List.of("-i", key, "-o", "IdentitiesOnly=yes"));
        }
        ssh.add(user + "@" + target.path("address").asText());
        ssh.addAll(command);
        return new ProcessBuilder(ssh).inheritIO().start().waitFor();
    }
}
