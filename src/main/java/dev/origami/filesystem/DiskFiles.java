package dev.origami.filesystem;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The files of a disk's ext2, ext3 and ext4 file systems, for what is started from it. How much is read in all is bounded:
 * enough for a kernel and a RAM disk, in whatever pieces they lie.
 */
public final class DiskFiles {
    /** Stands for the disk itself, where a file system begins at its start. */
    public static final int WHOLE = -1;

    private final Window disk;
    private final SortedMap<Integer, Window> partitions;
    private final Map<Integer, Optional<ExtFileSystem>> opened = new HashMap<>();

    private DiskFiles(Window disk, SortedMap<Integer, Window> partitions) {
        this.disk = disk;
        this.partitions = partitions;
    }

    /**
     * Those of a disk.
     *
     * @throws UnreadableException when its table of partitions cannot be read
     */
    public static DiskFiles of(Disk disk) throws IOException, UnreadableException {
        Window window = Window.of(disk, Budget.large());
        return new DiskFiles(window, Partitions.numbered(window));
    }

    /** The partitions that there are: from 0 in the order of the table, logical ones from 4. */
    public List<Integer> partitions() {
        return List.copyOf(partitions.keySet());
    }

    /** Whether there is a file system that can be read. */
    public boolean isReadable(int part) throws IOException {
        try {
            return fileSystem(part).isPresent();
        } catch (UnreadableException e) {
            return false;
        }
    }

    /**
     * The content of a file.
     *
     * @param part a partition, or {@link #WHOLE}
     * @param path from the root of its file system; symbolic links are followed within that
     * @param most bytes
     * @return empty when there is no such file, or no such file system
     * @throws UnreadableException when it cannot be read, or is longer
     */
    public Optional<byte[]> read(int part, String path, int most) throws IOException, UnreadableException {
        Optional<ExtFileSystem> files = fileSystem(part);
        return files.isPresent() ? files.get().read(path, most) : Optional.empty();
    }

    private Optional<ExtFileSystem> fileSystem(int part) throws IOException, UnreadableException {
        Optional<ExtFileSystem> known = opened.get(part);
        if (known == null) {
            Window window = part == WHOLE ? disk : partitions.get(part);
            known = window == null ? Optional.empty() : ExtFileSystem.open(window);
            opened.put(part, known);
        }
        return known;
    }
}
