package dev.origami.block.store;

import dev.origami.block.BlockKeys;
import dev.origami.block.DiskDelta;
import dev.origami.block.Extent;
import dev.origami.block.ManifestId;
import dev.origami.block.Progress;
import dev.origami.block.Stored;
import dev.origami.config.BlockLimits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures the store by hand: a 512 MiB disk of text-like bytes, noise and holes, a child with 64 MiB changed, the disk
 * again, a verification and a sequential read. Arguments: a directory to work in, and how often.
 */
final class Throughput {
    private static final int MIB = 1024 * 1024;
    private static final int DISK_MIB = 512;

    private Throughput() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        PrintStream out = System.out;
        Path disk = directory.resolve("disk.raw");
        writeDisk(disk, 1);
        Path changed = directory.resolve("changed.raw");
        writeDisk(changed, 2);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            Path blocks = directory.resolve("blocks");
            try (LocalBlockStore store = LocalBlockStore.open(blocks, BlockLimits.defaults(), BlockKeys.NONE)) {
                Clock start = new Clock();
                ManifestId manifest;
                try (FileDelta whole = new FileDelta(disk, List.of(new Extent(0, (long) DISK_MIB * MIB)));
                        Stored stored = store.store(null, whole, Progress.NONE)) {
                    manifest = stored.id();
                }
                report(out, "store a disk", DISK_MIB, start);
                start = new Clock();
                try (FileDelta again = new FileDelta(disk, List.of(new Extent(0, (long) DISK_MIB * MIB)));
                        Stored stored = store.store(null, again, Progress.NONE)) {
                    report(out, "store it again", DISK_MIB, start);
                    out.println(stored.id().equals(manifest));
                }
                start = new Clock();
                List<Extent> extents = IntStream.range(0, 64)
                        .mapToObj(n -> new Extent((long) n * 8 * MIB + 2 * MIB + 3 * 4096, MIB))
                        .toList();
                try (FileDelta delta = new FileDelta(changed, extents);
                        Stored stored = store.store(manifest, delta, Progress.NONE)) {
                    report(out, "store a child of 64 extents of 1 MiB", 64, start);
                    out.println(stored.id());
                }
                start = new Clock();
                out.println(store.verify(manifest, Progress.NONE).sound());
                report(out, "verify", DISK_MIB, start);
                start = new Clock();
                ByteBuffer into = ByteBuffer.allocateDirect(MIB);
                for (int n = 0; n < DISK_MIB; n++) {
                    store.read(manifest, (long) n * MIB, into.clear());
                }
                report(out, "read in turn", DISK_MIB, start);
                out.println("packs: " + store.packBytes() / MIB + " MiB");
            }
            TestLimits.delete(blocks);
        }
    }

    /** The time of day and of the processors: on a busy machine only the latter can be compared. */
    private record Clock(long wallNanos, long processorNanos) {
        Clock() {
            this(
                    System.nanoTime(),
                    ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElseThrow()
                            .toNanos());
        }
    }

    private static void report(PrintStream out, String what, int mib, Clock start) {
        Clock end = new Clock();
        double seconds = (end.wallNanos - start.wallNanos) / 1e9;
        double processorSeconds = (end.processorNanos - start.processorNanos) / 1e9;
        out.printf(
                "%-40s %6.2f s %7.0f MiB/s %6.2f processor s %7.0f MiB each%n",
                what, seconds, mib / seconds, processorSeconds, mib / processorSeconds);
    }

    /** A quarter holes, a quarter noise, the rest words. */
    private static void writeDisk(Path file, long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] words = new byte[4000][];
        for (int i = 0; i < words.length; i++) {
            words[i] = new byte[3 + random.nextInt(9)];
            for (int j = 0; j < words[i].length; j++) {
                words[i][j] = (byte) ('a' + random.nextInt(26));
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < DISK_MIB; i++) {
                byte[] bytes = new byte[MIB];
                if (i % 4 == 1) {
                    random.nextBytes(bytes);
                } else if (i % 4 > 1) {
                    ByteBuffer text = ByteBuffer.wrap(bytes);
                    while (text.remaining() > 16) {
                        text.put(words[random.nextInt(words.length)]).put((byte) ' ');
                    }
                }
                channel.write(ByteBuffer.wrap(bytes), (long) i * MIB);
            }
        }
    }

    /** Extents of a file. */
    private record FileDelta(FileChannel file, List<Extent> changed) implements DiskDelta {
        FileDelta(Path path, List<Extent> changed) throws IOException {
            this(FileChannel.open(path, StandardOpenOption.READ), changed);
        }

        @Override
        public long sizeBytes() {
            return (long) DISK_MIB * MIB;
        }

        @Override
        public void read(long offset, ByteBuffer into) throws IOException {
            long at = offset;
            while (into.hasRemaining()) {
                at += file.read(into, at);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
