package dev.origami.command;

import java.io.Console;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forgets everything that one Origami holds: servers, volumes, images, accounts. */
@Command(
        name = "reset",
        description = "Delete all servers, volumes, images and accounts.",
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {
    private static final Set<String> CONSENT = Set.of("y", "yes");

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private DataDirectoryOption data = new DataDirectoryOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException, IOException {
        DataDirectory directory = data.directory();
        if (!directory.isUsed()) {
            throw new CommandException("there is nothing of Origami in " + directory.path());
        }
        if (Operator.find(directory).isPresent()) {
            throw new CommandException("a service runs with the data directory " + directory.path()
                    + ". End its servers with ./origami stop" + data.asGiven() + ", then end it with Ctrl-C.");
        }
        if (!yes && !consents(directory)) {
            throw new CommandException("nothing was deleted");
        }
        try (Service service = Service.behindClosedDoors(directory)) {
            service.endGuestsWithIt();
        }
        try (FileChannel _ = directory.lock()) {
            directory.delete();
        }
        spec.commandLine().getOut().println("deleted " + directory.path());
        return 0;
    }

    private static boolean consents(DataDirectory directory) throws CommandException {
        Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isEmpty()) {
            throw new CommandException("this deletes everything in " + directory.path() + ". If that is meant: --yes");
        }
        String answer = terminal.get()
                .readLine("Delete all servers, volumes, images and accounts in %s? [y/N] ", directory.path());
        return answer != null && CONSENT.contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
