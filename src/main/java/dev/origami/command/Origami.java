package dev.origami.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The words of {@code ./origami}; each is a class of this package. */
@Command(
        name = "origami",
        description = "Master images and the servers that boot from them, behind the EC2 API.",
        mixinStandardHelpOptions = true,
        subcommands = {})
public final class Origami {
    private Origami() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Origami()).execute(args));
    }
}
