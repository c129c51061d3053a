package dev.origami.command.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All rows of the benchmark, over data that is made for them and removed after them. */
public final class Benchmarks {
    private static final List<Row> ROWS =
            List.of(new StoreRow(), new ReadRow(), new CopyRow(), new RunRow(), new FreezeRow(), new StartRow());

    private Benchmarks() {}

    /** The words that ask for a row, in their order on the page. */
    public static List<String> names() {
        return ROWS.stream().map(Row::name).toList();
    }

    /**
     * Measures.
     *
     * @param wanted some of {@link #names}
     * @param runs how many runs of each count
     * @param dataBytes how much data the disk has
     * @param begun hears of each row before it is measured
     */
    public static List<Comparison> measure(Set<String> wanted, int runs, long dataBytes, Consumer<String> begun)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("origami-bench");
        try {
            begun.accept("data");
            BenchDisk disk = BenchDisk.make(directory, dataBytes);
            List<Comparison> found = new ArrayList<>();
            for (Row row : ROWS) {
                if (wanted.contains(row.name())) {
                    begun.accept(row.name());
                    found.addAll(row.measure(disk, runs));
                }
            }
            return found;
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
