package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accounts, each with 12 digits and an access key. */
@Command(
        name = "account",
        description = "Make and list accounts.",
        mixinStandardHelpOptions = true,
        subcommands = {AccountCommand.Create.class, AccountCommand.ListAll.class})
final class AccountCommand implements Callable<Integer> {
    @Override
    public Integer call() throws CommandException {
        throw new CommandException("say what: account create NAME, or account list");
    }

    @Command(name = "create", description = "Make an account and its access key.", mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "What you call it.")
        private String name = "";

        @Option(names = "--id", paramLabel = "12-DIGITS", description = "Its id (default: a new one).")
        private @Nullable String id;

        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws CommandException {
            ObjectNode arguments = Operator.arguments().put("name", name).put("id", id);
            JsonNode account = service.operator().call("account.create", arguments);
            spec.commandLine()
                    .getOut()
                    .println("account " + name + " is " + account.path("id").asText()
                            + "; to use it: eval \"$(./origami env --account " + name + ")\"");
            return 0;
        }
    }

    @Command(name = "list", description = "Show all accounts.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws CommandException {
            for (JsonNode account : service.operator().call("account.list", Operator.arguments())) {
                spec.commandLine()
                        .getOut()
                        .println(account.path("id").asText() + "  "
                                + account.path("name").asText());
            }
            return 0;
        }
    }
}
