package dev.origami.block.nbd;

import dev.origami.block.BlockKeys;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.cache.CacheFiles;
import dev.origami.block.cache.CachedExports;
import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.BlockLimits;
import dev.origami.config.CacheLimits;
import dev.origami.config.DiskLimits;
import dev.origami.config.NbdLimits;
import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures reads over NBD beside qemu-nbd on the same raw disk, the same client in turn on both: {@code ExportThroughput
 * RAW-FILE DIRECTORY}. A program and not a test: figures depend on the machine.
 */
final class ExportThroughput {
    private static final int ROUNDS = 5;
    private static final int SEQUENTIAL_BYTES = 1 << 20;
    private static final int SEQUENTIAL_READS = 800;
    private static final int SCATTERED_READS = 20_000;

    private ExportThroughput() {}

    public static void main(String[] arguments) throws Exception {
        Path raw = Path.of(arguments[0]);
        Path directory = Files.createDirectories(Path.of(arguments[1]));
        try (DiskTools tools = new DiskTools(directory.resolve("t"), ToolLimits.defaults());
                LocalBlockStore store =
                        LocalBlockStore.open(directory.resolve("blocks"), BlockLimits.defaults(), BlockKeys.NONE);
                CacheFiles caches = new CacheFiles(
                        store,
                        BlockKeys.NONE,
                        directory.resolve("cache"),
                        CacheLimits.defaults(),
                        InstantSource.system());
                NbdServer server =
                        NbdServer.start(directory.resolve("nbd"), new CachedExports(caches), NbdLimits.defaults())) {
            ManifestId manifest = stored(tools, store, raw);
            Process peer = new ProcessBuilder(
                            "qemu-nbd", "-r", "-t", "-e", "4", "-f", "raw", "-k", directory + "/peer", raw.toString())
                    .inheritIO()
                    .start();
            try {
                String ours = "nbd+unix:///" + manifest + "?socket=" + server.socket();
                String theirs = "nbd+unix:///?socket=" + directory.resolve("peer");
                first(ours, theirs);
                if (!caches.fill(manifest, Progress.NONE).get(10, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("no room for the cache");
                }
                compare(ours, theirs);
            } finally {
                peer.destroyForcibly();
            }
        }
    }

    private static ManifestId stored(DiskTools tools, LocalBlockStore store, Path raw) throws IOException {
        try (ForeignDisk disk = ForeignDisk.open(tools, DiskLimits.defaults(), raw, DiskFormat.RAW);
                Stored stored = store.store(null, disk, Progress.NONE)) {
            return stored.id();
        }
    }

    private static void first(String ours, String theirs) throws Exception {
        double empty = seconds(copy(ours));
        System.out.printf(
                "everything once, nothing cached: ours %.2f s, qemu-nbd %.2f s; again: ours %.2f s%n",
                empty, seconds(copy(theirs)), seconds(copy(ours)));
    }

    private static List<String> copy(String uri) {
        return List.of("nbdcopy", "--connections=1", "--requests=4", uri, "null:");
    }

    private static void compare(String ours, String theirs) throws Exception {
        Map<String, double[][]> rows = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int depth : new int[] {1, 4, 16}) {
                boolean sequential = depth != 16;
                for (int side = 0; side < 2; side++) {
                    String uri = side == 0 ? ours : theirs;
                    if (sequential) {
                        double seconds =
                                seconds(bench(uri, depth, SEQUENTIAL_BYTES, SEQUENTIAL_BYTES, SEQUENTIAL_READS));
                        put(rows, "MiB/s, 1 MiB reads, queue " + depth, side, round, SEQUENTIAL_READS / seconds);
                    }
                    if (depth != 4) {
                        // A step of no round size scatters the reads over the disk.
                        double seconds = seconds(bench(uri, depth, 4096, 17 * 1003 * 4096, SCATTERED_READS));
                        put(rows, "scattered 4 KiB reads/s, queue " + depth, side, round, SCATTERED_READS / seconds);
                    }
                }
            }
        }
        rows.forEach((name, sides) ->
                System.out.printf("%s: ours %.0f, qemu-nbd %.0f%n", name, median(sides[0]), median(sides[1])));
    }

    private static void put(Map<String, double[][]> rows, String name, int side, int round, double value) {
        rows.computeIfAbsent(name, key -> new double[2][ROUNDS])[side][round] = value;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static List<String> bench(String uri, int depth, int bytes, int step, int count) {
        return List.of(
                "qemu-img",
                "bench",
                "-f",
                "raw",
                "-c",
                String.valueOf(count),
                "-d",
                String.valueOf(depth),
                "-s",
                String.valueOf(bytes),
                "-S",
                String.valueOf(step),
                uri);
    }

    private static double seconds(List<String> command) throws Exception {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed");
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
