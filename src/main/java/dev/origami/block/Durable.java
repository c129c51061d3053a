package dev.origami.block;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Makes what was done to files survive a crash of the host. */
public final class Durable {
    private Durable() {}

    /** Writes a file's bytes and length to the disk. */
    public static void file(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes to the disk that a file was made, renamed or removed. */
    public static void name(Path path) throws IOException {
        file(Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a directory"));
    }

    /** Gives a file that is whole its name, and replaces what had that name: at any moment one of the two is there. */
    public static void publish(Path unready, Path path) throws IOException {
        file(unready);
        Files.move(unready, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        name(path);
    }

    /** Removes a file, and remembers that. */
    public static void remove(Path path) throws IOException {
        if (Files.deleteIfExists(path)) {
            name(path);
        }
    }
}
