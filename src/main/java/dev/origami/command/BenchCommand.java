package dev.origami.command;

import dev.origami.command.bench.BenchmarkPage;
import dev.origami.command.bench.Benchmarks;
import dev.origami.command.bench.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the service beside what others do with the same data. */
@Command(
        name = "bench",
        description = "Measure the service beside what others do with the same data.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final long MIB = 1 << 20;

    @Parameters(
            paramLabel = "ROW",
            arity = "0..*",
            description = "store, read, encryption, copy, run, freeze, start (default: all of these), search or boot.")
    private List<String> rows = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many runs count (default: ${DEFAULT-VALUE}).")
    private int runs = 5;

    @Option(
            names = "--mib",
            paramLabel = "MIB",
            defaultValue = "512",
            description = "How much data the disk has (default: ${DEFAULT-VALUE}).")
    private long mib = 512;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many images there are to search (default: ${DEFAULT-VALUE}).")
    private int images = 1_000_000;

    @Option(
            names = "--disk",
            paramLabel = "FILE",
            description = "A raw disk with Linux, GRUB and a menu.lst, for the row boot.")
    private @Nullable Path disk;

    @Option(
            names = "--marker",
            paramLabel = "TEXT",
            defaultValue = "as init process",
            description = "What its serial console says when it has started (default: \"${DEFAULT-VALUE}\").")
    private String marker = "as init process";

    @Option(names = "--write", paramLabel = "FILE", description = "Write the page to this file, not to the terminal.")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Set<String> wanted = new LinkedHashSet<>(rows.isEmpty() ? Benchmarks.usual() : rows);
        if (!Benchmarks.names().containsAll(wanted)) {
            throw new CommandException("the rows are " + String.join(", ", Benchmarks.names()));
        }
        if (runs < 1 || mib < 1 || images < 100) {
            throw new CommandException("--runs and --mib are at least 1, --images 100");
        }
        if (wanted.contains("boot") && (disk == null || !Files.isRegularFile(disk))) {
            throw new CommandException("boot needs a disk to start: --disk FILE");
        }
        String machine = BenchmarkPage.machine();
        List<Comparison> found = Benchmarks.measure(
                wanted,
                runs,
                mib * MIB,
                images,
                disk,
                marker,
                row -> spec.commandLine().getErr().println("measuring: " + row));
        String command = "./origami bench" + (rows.isEmpty() ? "" : " " + String.join(" ", rows)) + " --runs " + runs
                + " --mib " + mib + (wanted.contains("search") ? " --images " + images : "");
        String page = BenchmarkPage.print(found, command, runs, machine);
        if (file == null) {
            spec.commandLine().getOut().print(page);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(file, page);
        }
        return 0;
    }
}
