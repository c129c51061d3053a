package dev.origami.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What files take on disk, which for sparse files is less than their length. */
final class DiskSpace {
    private static final long KIB = 1024;

    private DiskSpace() {}

    /** The bytes that everything in the directory takes; 0 when there is none. */
    static long taken(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        Process du = new ProcessBuilder("du", "-sk", directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var printed = du.inputReader()) {
            String line = printed.readLine();
            return line == null ? 0 : Long.parseLong(line.split("\\s", 2)[0]) * KIB;
        } finally {
            du.destroy();
        }
    }
}
