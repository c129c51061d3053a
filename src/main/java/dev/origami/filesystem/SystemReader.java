package dev.origami.filesystem;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds the operating system of a disk, in the file where it says itself what it is. Disks are made by anybody: nothing of
 * them is believed unchecked, and how much is read of one is bounded.
 */
public final class SystemReader {
    /** The first is the owner's, mostly a link to the second, which is the distribution's. */
    private static final List<String> FILES = List.of("/etc/os-release", "/usr/lib/os-release");

    private static final int LONGEST_FILE = 64 << 10;

    private SystemReader() {}

    /**
     * Reads it.
     *
     * @return empty when it is not known: none of the disk's ext2, ext3 and ext4 file systems has such a file, or it
     *     cannot be read
     * @throws IOException when the disk itself cannot be read
     */
    public static Optional<OperatingSystem> read(Disk disk) throws IOException {
        try {
            for (Window part : Partitions.of(Window.of(disk))) {
                Optional<OperatingSystem> found = read(part);
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (UnreadableException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** What one partition has wrong is no reason not to look at the next. */
    private static Optional<OperatingSystem> read(Window part) throws IOException {
        try {
            Optional<ExtFileSystem> files = ExtFileSystem.open(part);
            if (files.isEmpty()) {
                return Optional.empty();
            }
            for (String path : FILES) {
                Optional<byte[]> file = files.get().read(path, LONGEST_FILE);
                if (file.isPresent()) {
                    return OsRelease.parse(file.get());
                }
            }
            return Optional.empty();
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }
}
