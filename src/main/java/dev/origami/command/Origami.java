package dev.origami.command;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The words of {@code ./origami}; each is a class of this package. */
@Command(
        name = "origami",
        description = "Master images and the servers that boot from them, behind the EC2 API.",
        footer = "And ./origami test [--long]: set up and run all tests.",
        mixinStandardHelpOptions = true,
        versionProvider = Origami.Version.class)
public final class Origami {
    /** In the order in which the help has them. */
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            ServeCommand.class,
            EnvCommand.class,
            AccountCommand.class,
            ImageCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            VerifyCommand.class,
            SshCommand.class,
            PlacesCommand.class,
            StopCommand.class,
            ResetCommand.class,
            DoctorCommand.class,
            BenchCommand.class);

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private static final int TERMINAL_COLUMNS = 80;

    private Origami() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command line; the exit code is 0 when it did what was asked, 1 when it could not, 2 when it was not understood. */
    static int run(String... args) {
        JETTY.setLevel(Level.WARNING);
        if (args.length > 0 && args[0].equals(ServeCommand.NAME)) {
            ServeCommand.loadAhead();
        }
        CommandLine line = new CommandLine(new Origami());
        commands(args).forEach(line::addSubcommand);
        line.setParameterExceptionHandler(Origami::notUnderstood);
        line.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
        line.setUsageHelpWidth(TERMINAL_COLUMNS);
        if (args.length == 0) {
            line.usage(System.out);
            return ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** The one that is asked for, else all: to read what the others can do would take a good part of a start. */
    private static List<Class<?>> commands(String... args) {
        return COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command.getAnnotation(Command.class).name().equals(args[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(COMMANDS);
    }

    private static int notUnderstood(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("origami: " + firstLine(String.valueOf(e.getMessage())) + ". See ./"
                        + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        switch (failure) {
            case CommandException told -> command.getErr().println("origami: " + told.getMessage());
            case software.amazon.awssdk.awscore.exception.AwsServiceException refused ->
                command.getErr()
                        .println("origami: " + refused.awsErrorDetails().errorCode() + ": "
                                + refused.awsErrorDetails().errorMessage());
            default -> throw failure;
        }
        return ExitCode.SOFTWARE;
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse(message);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Origami.class.getPackage().getImplementationVersion();
            return new String[] {"origami " + (version == null ? "(not packaged)" : version)};
        }
    }
}
