package dev.origami.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of one Origami lies: nobody but its user may look in, and one service at a time works on it.
 *
 * <p>Sockets lie elsewhere, in {@link #runtime}, because a socket's name may not be longer than 108 bytes.
 */
record DataDirectory(Path path) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String SERVICE = "service.json";

    /** Where a running service answers: its URL, and the socket for the other commands. */
    record Address(String url, Path operatorSocket) {}

    static DataDirectory of(@Nullable Path given) {
        return given == null
                ? named("origami")
                : new DataDirectory(given.toAbsolutePath().normalize());
    }

    /** The one of that name where this user's programs keep their data. */
    static DataDirectory named(String name) {
        String dataHome = System.getenv("XDG_DATA_HOME");
        Path home = dataHome == null || dataHome.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(dataHome);
        return new DataDirectory(home.resolve(name).toAbsolutePath().normalize());
    }

    /** Makes the directory, and closes it to others. */
    void create() throws CommandException {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new CommandException(
                    "cannot use the data directory " + path + ": " + reason(e) + ". Give another with --data-dir.");
        }
    }

    /** Takes the directory for this process, until the channel is closed or the process ends. */
    FileChannel lock() throws CommandException {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                String where = address().map(address -> " on " + address.url()).orElse("");
                throw new CommandException("a service already runs" + where + " with the data directory " + path
                        + ". Use it, or give another directory with --data-dir.");
            }
            return channel;
        } catch (IOException e) {
            throw new CommandException(
                    "cannot use the data directory " + path + ": " + reason(e) + ". Give another with --data-dir.");
        }
    }

    /** Whether a service has ever worked on it: what deletes directories must not be led to any other. */
    boolean isUsed() {
        return Files.exists(path.resolve("origami.db"));
    }

    /** Forgets everything, the sockets too. Nothing may run on it. */
    void delete() throws CommandException, IOException {
        Path sockets = runtime();
        for (Path directory : List.of(sockets, path)) {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    /** Where sockets lie: short, of this user alone, and the same for each start. */
    Path runtime() throws CommandException {
        try {
            Path directory = runtimeHome().resolve("origami-" + hash());
            Files.createDirectories(directory);
            if (!Files.getOwner(directory).equals(Files.getOwner(path))) {
                throw new CommandException(directory + " belongs to somebody else. Remove it, or set XDG_RUNTIME_DIR.");
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return directory;
        } catch (IOException e) {
            throw new CommandException("cannot make a directory for sockets: " + reason(e) + ". Set XDG_RUNTIME_DIR.");
        }
    }

    /** Writes down where the service answers, for the other commands. */
    void announce(Address address) throws IOException {
        Path temporary = path.resolve(SERVICE + ".new");
        String json = JSON.createObjectNode()
                .put("url", address.url())
                .put("operatorSocket", address.operatorSocket().toString())
                .put("pid", ProcessHandle.current().pid())
                .toPrettyString();
        Files.writeString(temporary, json);
        Files.move(temporary, path.resolve(SERVICE), StandardCopyOption.ATOMIC_MOVE);
    }

    void withdraw() throws IOException {
        boolean _ = Files.deleteIfExists(path.resolve(SERVICE));
    }

    /** Where the service said that it answers; it may have died since. */
    Optional<Address> address() throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readString(path.resolve(SERVICE)));
            return Optional.of(new Address(
                    json.path("url").asText(),
                    Path.of(json.path("operatorSocket").asText())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static Path runtimeHome() {
        String given = System.getenv("XDG_RUNTIME_DIR");
        if (given != null && !given.isEmpty() && Files.isWritable(Path.of(given))) {
            return Path.of(given);
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private String hash() {
        return HexFormat.of().toHexDigits(path.toString().hashCode());
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "it is a file";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.toString();
        };
    }
}
