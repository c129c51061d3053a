package dev.origami.command.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The data of all rows: a raw disk of this host's own programs, as a root disk holds them, and a qcow2 overlay with
 * changes all over it. Both are the same for each run.
 *
 * @param directory where rows may make files of their own
 * @param raw the disk
 * @param overlay over the disk; it names no backing
 * @param changedBytes what was written to the overlay
 */
record BenchDisk(Path directory, Path raw, Path overlay, long sizeBytes, long dataBytes, long changedBytes) {
    private static final Path SOURCE = Path.of("/usr/lib");
    private static final long PAGE_BYTES = 4096;
    private static final long GIB = 1L << 30;
    private static final int CHANGES = 200;
    private static final int CHANGE_BYTES = 64 * 1024;

    /** Makes the data; as much of it as the host has, if that is less than was asked for. */
    static BenchDisk make(Path directory, long dataBytes) throws IOException, InterruptedException {
        Path raw = directory.resolve("disk.raw");
        long sizeBytes = Math.ceilDiv(dataBytes, GIB) * GIB;
        long data = fill(raw, dataBytes);
        try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.setLength(sizeBytes);
        }
        Path overlay = directory.resolve("child.qcow2");
        Timing.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "cluster_size=128k,extended_l2=on",
                overlay.toString(),
                Long.toString(sizeBytes)));
        Path changes = directory.resolve("changes");
        Random random = new Random(1);
        StringBuilder commands = new StringBuilder();
        byte[] bytes = new byte[CHANGES * CHANGE_BYTES];
        random.nextBytes(bytes);
        Files.write(changes, bytes);
        for (int change = 0; change < CHANGES; change++) {
            long at = random.nextLong(data / CHANGE_BYTES) * CHANGE_BYTES;
            commands.append("write -q -s ")
                    .append(changes)
                    .append(' ')
                    .append(at)
                    .append(' ')
                    .append(CHANGE_BYTES);
            commands.append('\n');
        }
        Path script = Files.writeString(directory.resolve("changes.script"), commands);
        Timing.run(List.of("sh", "-c", "qemu-io -f qcow2 " + overlay + " < " + script));
        return new BenchDisk(directory, raw, overlay, sizeBytes, data, (long) CHANGES * CHANGE_BYTES);
    }

    private static long fill(Path raw, long dataBytes) throws IOException {
        long at = 0;
        try (FileChannel into = FileChannel.open(raw, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                Stream<Path> files = Files.walk(SOURCE)) {
            Iterator<Path> each = files.filter(Files::isReadable)
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .iterator();
            while (at < dataBytes && each.hasNext()) {
                try (FileChannel from = FileChannel.open(each.next(), StandardOpenOption.READ)) {
                    long length = Math.min(from.size(), dataBytes - at);
                    into.position(at);
                    long copied = 0;
                    while (copied < length) {
                        long count = from.transferTo(copied, length - copied, into);
                        if (count == 0) {
                            break;
                        }
                        copied += count;
                    }
                    at = Math.ceilDiv(at + copied, PAGE_BYTES) * PAGE_BYTES;
                }
            }
        }
        return at;
    }
}
