package dev.origami.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends all guests, whether a service runs or not. */
@Command(name = "stop", description = "Stop all servers of all accounts.", mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Mixin
    private DataDirectoryOption data = new DataDirectoryOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        int stopped = stop();
        spec.commandLine()
                .getOut()
                .println(
                        switch (stopped) {
                            case 0 -> "no server was running";
                            case 1 -> "stopped 1 server";
                            default -> "stopped " + stopped + " servers";
                        });
        return 0;
    }

    private int stop() throws CommandException, IOException, InterruptedException {
        Optional<Operator> running = Operator.find(data.directory());
        if (running.isPresent()) {
            return running.get()
                    .call("guests.stop", Operator.arguments())
                    .path("stopped")
                    .asInt();
        }
        if (!data.directory().isUsed()) {
            return 0;
        }
        try (Service service = Service.behindClosedDoors(data.directory())) {
            return service.stopGuests();
        }
    }
}
