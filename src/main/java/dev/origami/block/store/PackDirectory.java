package dev.origami.block.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** The directory of pack files: their names, numbers and lengths, and what they may take together. */
final class PackDirectory {
    private static final Pattern NAME = Pattern.compile("(\\d{8})\\.pack");

    private final Path directory;
    private final PackFiles files;
    private final long maxBytes;
    private final ConcurrentSkipListMap<Integer, Long> lengths = new ConcurrentSkipListMap<>();
    private final AtomicLong totalBytes = new AtomicLong();
    private final AtomicInteger lastNumber = new AtomicInteger();

    PackDirectory(Path directory, PackFiles files, long maxBytes) throws IOException {
        this.directory = directory;
        this.files = files;
        this.maxBytes = maxBytes;
        Files.createDirectories(directory);
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Matcher name = NAME.matcher(entry.getFileName().toString());
                if (name.matches()) {
                    int number = Integer.parseInt(name.group(1));
                    setLength(number, Files.size(entry));
                    lastNumber.accumulateAndGet(number, Math::max);
                }
            }
        }
    }

    static String name(int pack) {
        return String.format(Locale.ROOT, "%08d.pack", pack);
    }

    Path path(int pack) {
        return directory.resolve(name(pack));
    }

    /** A number that no pack has had since the store was opened. */
    int newNumber() throws IOException {
        int number = lastNumber.incrementAndGet();
        if (number > Location.MAX_PACK) {
            throw new IOException("All pack numbers are used up");
        }
        return number;
    }

    FileChannel openToWrite(int pack) throws IOException {
        return files.open(path(pack), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    FileChannel openToRead(int pack) throws IOException {
        return files.open(path(pack), StandardOpenOption.READ);
    }

    /** Takes note of a pack's length. */
    void setLength(int pack, long bytes) {
        Long before = lengths.put(pack, bytes);
        totalBytes.addAndGet(bytes - (before == null ? 0 : before));
    }

    /** Whether a write failed because there was no room, on the disk or in the packs' bound. */
    static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("Disk quota exceeded");
    }

    /** Fails, as a full disk does, where a pack may not grow by so much. */
    void requireRoom(long bytes) throws IOException {
        if (bytes > maxBytes - totalBytes.get()) {
            throw new IOException("No space left: the packs may take " + maxBytes + " bytes");
        }
    }

    void delete(int pack) throws IOException {
        Files.deleteIfExists(path(pack));
        Long before = lengths.remove(pack);
        totalBytes.addAndGet(before == null ? 0 : -before);
    }

    /** The packs and their lengths, at this moment. */
    NavigableMap<Integer, Long> lengths() {
        return new TreeMap<>(lengths);
    }

    long lengthOf(int pack) {
        return lengths.getOrDefault(pack, 0L);
    }

    long totalBytes() {
        return totalBytes.get();
    }

    /** Stands for the names and lengths of all packs. */
    long digest() {
        CRC32C crc = new CRC32C();
        lengths.forEach((pack, bytes) -> crc.update((pack + ":" + bytes + ";").getBytes(StandardCharsets.US_ASCII)));
        return crc.getValue();
    }

    /** Makes new and deleted names durable. */
    void sync() throws IOException {
        sync(directory);
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
