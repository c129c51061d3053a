package dev.origami.command.bench;

import dev.origami.config.Config;
import dev.origami.machine.qemu.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page of the figures: the machine, what was measured, and how to do it again. */
public final class BenchmarkPage {
    private static final double GIB = 1L << 30;

    private BenchmarkPage() {}

    /**
     * Prints the page.
     *
     * @param command what makes it again
     * @param machine see {@link #machine}
     */
    public static String print(List<Comparison> rows, String command, int runs, String machine) {
        StringBuilder page = new StringBuilder();
        page.append("# Benchmarks\n\nWritten by `")
                .append(command)
                .append("`.\n\n")
                .append(machine)
                .append("\n\n");
        page.append("Each figure is of ").append(runs);
        page.append(" runs, ours and the peer's in turn (a freeze: ours first), after one of each that does not\n");
        page.append("count. Less is better; the ratio is our median by the peer's.\n\n");
        page.append("| row | what | unit | min | median | max | peer | min | median | max | ratio |\n");
        page.append("| --- | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |\n");
        for (Comparison row : rows) {
            page.append("| ").append(row.row()).append(" | ").append(row.what()).append(" | ");
            page.append(row.unit()).append(" | ").append(figures(row.ours())).append(" | ");
            page.append(row.peer() == null ? "none" : row.peer()).append(" | ").append(figures(row.theirs()));
            page.append(" | ").append(ratio(row)).append(" |\n");
        }
        page.append('\n');
        for (Comparison row : rows) {
            if (!row.note().isEmpty()) {
                page.append("- ")
                        .append(row.what())
                        .append(": ")
                        .append(row.note())
                        .append('\n');
            }
        }
        return page.toString();
    }

    private static String figures(@Nullable Figures figures) {
        return figures == null
                ? "- | - | -"
                : number(figures.least()) + " | " + number(figures.median()) + " | " + number(figures.most());
    }

    private static String ratio(Comparison row) {
        Figures theirs = row.theirs();
        return theirs == null ? "-" : number(row.ours().median() / theirs.median());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    /** What this machine is, in a sentence or two. */
    public static String machine() throws IOException {
        String model = valueOf(Path.of("/proc/cpuinfo"), "model name");
        double memoryGib =
                Double.parseDouble(valueOf(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "")) * 1024 / GIB;
        String kvm = Accelerator.probe(Config.defaults().guests()) == Accelerator.KVM ? "KVM" : "no KVM";
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        return String.format(
                Locale.ROOT,
                "The machine: %d cores (%s), %.0f GiB of memory, %s, Linux %s. Its load was %s when this began; a machine"
                        + "\nthat does other work besides gives figures that vary.",
                Runtime.getRuntime().availableProcessors(),
                model,
                memoryGib,
                kvm,
                System.getProperty("os.version"),
                load);
    }

    private static String valueOf(Path file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        }
    }
}
