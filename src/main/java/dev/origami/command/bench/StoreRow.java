package dev.origami.command.bench;

import dev.origami.block.BlockKeys;
import dev.origami.block.BlockStore;
import dev.origami.block.DiskDelta;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.block.disk.DiskFormat;
import dev.origami.block.disk.ForeignDisk;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.BlockLimits;
import dev.origami.config.DiskLimits;
import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Storing a disk in an empty store, and after it what has changed on it. */
final class StoreRow implements Row {
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "store";
    }

    @Override
    public List<Comparison> measure(BenchDisk disk, int runs) throws IOException, InterruptedException {
        Path qcow2 = disk.directory().resolve("peer.qcow2");
        Path joined = disk.directory().resolve("joined.qcow2");
        List<String> ofDisk = convert("raw", disk.raw(), qcow2);
        // The overlay names no backing; the peer needs a chain that it can read.
        Files.copy(disk.overlay(), joined);
        Timing.run(List.of(
                "qemu-img",
                "rebase",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "raw",
                "-b",
                disk.raw().toString(),
                joined.toString()));
        List<String> ofChild = convert("qcow2", joined, qcow2);
        List<Double> whole = new ArrayList<>();
        List<Double> child = new ArrayList<>();
        List<Double> theirWhole = new ArrayList<>();
        List<Double> theirChild = new ArrayList<>();
        long storeBytes = 0;
        long grownBytes = 0;
        for (int run = 0; run <= runs; run++) {
            Path directory = disk.directory().resolve("store-" + run);
            try (BlockStore store = LocalBlockStore.open(directory, BlockLimits.defaults(), BlockKeys.NONE);
                    DiskTools tools = new DiskTools(disk.directory().resolve("tools"), ToolLimits.defaults());
                    Parent parent = new Parent()) {
                double ofOurs = Timing.seconds(() -> parent.stored = storeDisk(store, tools, disk));
                double ofTheirs = Timing.seconds(() -> Timing.run(ofDisk));
                storeBytes = store.packBytes();
                double childOfOurs = Timing.seconds(() -> storeChild(store, tools, disk, parent));
                double childOfTheirs = Timing.seconds(() -> Timing.run(ofChild));
                grownBytes = store.packBytes() - storeBytes;
                if (run > 0) {
                    whole.add(ofOurs);
                    theirWhole.add(ofTheirs);
                    child.add(childOfOurs);
                    theirChild.add(childOfTheirs);
                }
            }
        }
        return List.of(
                new Comparison(
                        "store",
                        "store a disk with " + mib(disk.dataBytes()) + " of data, durably",
                        "s",
                        Figures.of(whole),
                        "qemu-img convert -c -W -m 16 -O qcow2 -o compression_type=zstd",
                        Figures.of(theirWhole),
                        "The store takes " + mib(storeBytes) + ", the qcow2 file " + mib(Files.size(qcow2))
                                + " (that of the child). The peer does not wait for the disk."),
                new Comparison(
                        "store",
                        "store its child with " + mib(disk.changedBytes()) + " written in 64 KiB pieces",
                        "s",
                        Figures.of(child),
                        "the same of the overlay over its base",
                        Figures.of(theirChild),
                        "The store grows by " + mib(grownBytes) + "; the peer writes the whole disk again."));
    }

    /** What the run has stored, until its store closes. */
    private static final class Parent implements AutoCloseable {
        private @Nullable Stored stored;

        @Override
        public void close() {
            if (stored != null) {
                stored.close();
            }
        }
    }

    static Stored storeDisk(BlockStore store, DiskTools tools, BenchDisk disk) throws IOException {
        try (ForeignDisk content = ForeignDisk.open(tools, DiskLimits.defaults(), disk.raw(), DiskFormat.RAW)) {
            return store.store(null, content, Progress.NONE);
        }
    }

    private static void storeChild(BlockStore store, DiskTools tools, BenchDisk disk, Parent parent)
            throws IOException {
        Stored base = Objects.requireNonNull(parent.stored);
        try (DiskDelta delta =
                new Overlays(tools, BlockKeys.NONE).delta(List.of(disk.overlay()), disk.sizeBytes(), null)) {
            store.store(base.id(), delta, Progress.NONE).close();
        }
    }

    private static List<String> convert(String format, Path from, Path to) {
        return List.of(
                "qemu-img",
                "convert",
                "-c",
                "-W",
                "-m",
                "16",
                "-f",
                format,
                "-O",
                "qcow2",
                "-o",
                "compression_type=zstd",
                from.toString(),
                to.toString());
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }
}
