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
import org.jspecify.annotations.Nullable;

/** All rows of the benchmark, over data that is made for them and removed after them. */
public final class Benchmarks {
    private static final List<Row> ROWS = List.of(
            new StoreRow(),
            new ReadRow(),
            new EncryptionRow(),
            new CopyRow(),
            new RunRow(),
            new FreezeRow(),
            new StartRow());

    /** Takes many minutes, and is measured only when it is named. */
    private static final String SEARCH = "search";
    /** Needs a disk that is given, and is measured only when it is named. */
    private static final String BOOT = "boot";

    private Benchmarks() {}

    /** The words that ask for a row, in their order on the page. */
    public static List<String> names() {
        return Stream.concat(usual().stream(), Stream.of(SEARCH, BOOT)).toList();
    }

    /** The rows that are measured when none is named. */
    public static List<String> usual() {
        return ROWS.stream().map(Row::name).toList();
    }

    /**
     * Measures.
     *
     * @param wanted some of {@link #names}
     * @param runs how many runs of each count
     * @param dataBytes how much data the disk has
     * @param images how many images there are to search
     * @param bootDisk what the row of starts starts; null when none is given
     * @param bootMarker what its console says once it has started
     * @param begun hears of each row before it is measured
     */
    public static List<Comparison> measure(
            Set<String> wanted,
            int runs,
            long dataBytes,
            int images,
            @Nullable Path bootDisk,
            String bootMarker,
            Consumer<String> begun)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("origami-bench");
        try {
            begun.accept("data");
            BenchDisk disk = BenchDisk.make(directory, dataBytes);
            List<Comparison> found = new ArrayList<>();
            for (Row row : Stream.concat(
                            ROWS.stream(), Stream.of(new SearchRow(images), new BootRow(bootDisk, bootMarker)))
                    .toList()) {
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
