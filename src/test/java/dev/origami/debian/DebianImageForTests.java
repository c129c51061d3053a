package dev.origami.debian;

import dev.origami.config.DebianLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/** A Debian disk that tests share: built once per recipe, and kept for the next run. Nobody may write into it. */
public final class DebianImageForTests {
    /** The base alone, in the smallest disk. */
    public static final DebianRecipe BASE =
            DebianRecipe.bookworm(DebianLimits.defaults().smallestDiskGiB(), List.of());

    private DebianImageForTests() {}

    /** The raw disk of {@link #BASE}. */
    public static Path disk() throws IOException, InterruptedException {
        return disk(BASE);
    }

    /** The raw disk of a recipe, which is built under a lock where it is not there. */
    public static Path disk(DebianRecipe recipe) throws IOException, InterruptedException {
        Path directory = cacheDirectory().resolve("test-images");
        Files.createDirectories(directory);
        String name = DebianDisk.hash(recipe);
        Path disk = directory.resolve(name + ".raw");
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            if (!Files.exists(disk)) {
                new DebianDisk(DebianLimits.defaults(), cacheDirectory()).build(recipe, disk, BuildProgress.none());
            }
        }
        return disk;
    }

    static Path cacheDirectory() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("origami");
    }
}
