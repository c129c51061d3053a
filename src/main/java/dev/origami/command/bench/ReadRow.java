package dev.origami.command.bench;

import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.Stored;
import dev.origami.block.cache.CacheFiles;
import dev.origami.block.cache.CachedExports;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.BlockLimits;
import dev.origami.config.CacheLimits;
import dev.origami.config.NbdLimits;
import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Reading a stored disk over NBD, as a guest's QEMU does. */
final class ReadRow implements Row {
    private static final int SMALL_READS = 20_000;

    @Override
    public String name() {
        return "read";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path directory = disk.directory();
        Path theirs = directory.resolve("peer.sock");
        try (BlockStore store =
                        LocalBlockStore.open(directory.resolve("read"), BlockLimits.defaults(), BlockKeys.NONE);
                DiskTools tools = new DiskTools(directory.resolve("tools"), ToolLimits.defaults());
                Stored stored = StoreRow.storeDisk(store, tools, disk);
                CacheFiles caches = new CacheFiles(
                        store,
                        BlockKeys.NONE,
                        Files.createDirectories(directory.resolve("caches")),
                        CacheLimits.defaults(),
                        InstantSource.system());
                NbdServer server =
                        NbdServer.start(directory.resolve("o.sock"), new CachedExports(caches), NbdLimits.defaults())) {
            String export = stored.id().hex();
            double first = Timing.seconds(() -> Timing.run(copyAll(server.socket(), export)));
            Process peer = peer(disk.raw(), theirs);
            try {
                Timing.Pair whole = Timing.inTurn(
                        runs,
                        () -> Timing.run(copyAll(server.socket(), export)),
                        () -> Timing.run(copyAll(theirs, "")));
                Timing.Pair small = Timing.inTurn(
                        runs,
                        () -> Timing.run(smallReads(server.socket(), export)),
                        () -> Timing.run(smallReads(theirs, "")));
                return List.of(
                        new Comparison(
                                "read",
                                "read the whole disk with nbdcopy",
                                "s",
                                whole.ours(),
                                "qemu-nbd of the raw file",
                                whole.theirs(),
                                String.format(
                                        Locale.ROOT,
                                        "The first read of all, from the compressed store, took %.2f s.",
                                        first)),
                        new Comparison(
                                "read",
                                SMALL_READS + " reads of 4 KiB, 16 at a time (qemu-img bench)",
                                "s",
                                small.ours(),
                                "qemu-nbd of the raw file",
                                small.theirs(),
                                ""));
            } finally {
                peer.destroy();
                peer.waitFor();
            }
        }
    }

    static List<String> copyAll(Path socket, String export) {
        return List.of("nbdcopy", "nbd+unix:///" + export + "?socket=" + socket, "null:");
    }

    private static List<String> smallReads(Path socket, String export) {
        return List.of(
                "qemu-img",
                "bench",
                "-f",
                "raw",
                "-c",
                Integer.toString(SMALL_READS),
                "-d",
                "16",
                "-s",
                "4096",
                "-S",
                "12288",
                "nbd+unix:///" + export + "?socket=" + socket);
    }

    /** Returns when the peer listens. */
    private static Process peer(Path raw, Path socket) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "qemu-nbd", "-r", "-t", "-e", "4", "-f", "raw", "-k", socket.toString(), raw.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!Files.exists(socket)) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                throw new IOException("qemu-nbd does not start");
            }
        }
        return process;
    }
}
