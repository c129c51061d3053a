package dev.origami.command.bench;

import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.cache.CacheFiles;
import dev.origami.block.cache.CachedExports;
import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.nbd.NbdServer;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.BlockLimits;
import dev.origami.config.CacheLimits;
import dev.origami.config.DiskLimits;
import dev.origami.config.NbdLimits;
import dev.origami.config.ToolLimits;
import dev.origami.id.LineageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What encryption costs: the same disk stored and read sealed, and as it is. */
final class EncryptionRow implements Row {
    private static final LineageId LINEAGE = new LineageId(1);
    private static final int KEY_BYTES = 32;
    private static final double PERCENT = 100;

    @Override
    public String name() {
        return "encryption";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        SecretKey key = key();
        Times sealed = new Times();
        Times plain = new Times();
        try (DiskTools tools = new DiskTools(disk.directory().resolve("tools"), ToolLimits.defaults())) {
            // In turn, so that what else happens on the machine meets both.
            for (int run = 0; run <= runs; run++) {
                Path directory = Files.createDirectories(disk.directory().resolve("encryption-" + run));
                measure(disk, tools, directory.resolve("sealed"), key, LINEAGE, run == 0 ? new Times() : sealed);
                measure(disk, tools, directory.resolve("plain"), key, null, run == 0 ? new Times() : plain);
            }
        }
        return List.of(
                comparison("store a disk that is encrypted, durably", sealed.store, plain.store),
                comparison("read all of it with nbdcopy for the first time", sealed.first, plain.first),
                comparison("read all of it again, from its cache file", sealed.cached, plain.cached));
    }

    /** The seconds of each run. */
    private static final class Times {
        final List<Double> store = new ArrayList<>();
        final List<Double> first = new ArrayList<>();
        final List<Double> cached = new ArrayList<>();
    }

    private static SecretKey key() {
        byte[] bits = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bits);
        return new SecretKeySpec(bits, "AES");
    }

    private static void measure(
            BenchDisk disk, DiskTools tools, Path directory, SecretKey key, @Nullable LineageId lineage, Times times)
            throws IOException, InterruptedException {
        BlockKeys keys = _ -> key;
        try (BlockStore store = LocalBlockStore.open(directory.resolve("store"), BlockLimits.defaults(), keys)) {
            Stored[] stored = new Stored[1];
            times.store.add(Timing.seconds(() -> stored[0] = store(store, tools, disk, lineage)));
            try (Stored lease = stored[0];
                    CacheFiles caches = new CacheFiles(
                            store,
                            keys,
                            Files.createDirectories(directory.resolve("caches")),
                            CacheLimits.defaults(),
                            InstantSource.system());
                    NbdServer server = NbdServer.start(
                            directory.resolve("o.sock"), new CachedExports(caches), NbdLimits.defaults())) {
                List<String> readAll =
                        ReadRow.copyAll(server.socket(), lease.id().hex());
                times.first.add(Timing.seconds(() -> Timing.run(readAll)));
                times.cached.add(Timing.seconds(() -> Timing.run(readAll)));
            }
        }
    }

    private static Stored store(BlockStore store, DiskTools tools, BenchDisk disk, @Nullable LineageId lineage)
            throws IOException {
        try (ForeignDisk content = ForeignDisk.open(tools, DiskLimits.defaults(), disk.raw(), DiskFormat.RAW)) {
            return store.store(null, lineage, content, Progress.NONE);
        }
    }

    private static Comparison comparison(String what, List<Double> sealed, List<Double> plain) {
        Figures ours = Figures.of(sealed);
        Figures theirs = Figures.of(plain);
        return new Comparison(
                "encryption",
                what,
                "s",
                ours,
                "the same disk, not encrypted",
                theirs,
                String.format(
                        Locale.ROOT,
                        "Encryption costs %.0f%% by the medians.",
                        (ours.median() / theirs.median() - 1) * PERCENT));
    }
}
