package dev.origami.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The disk of the tiny guest: GRUB, Debian's kernel and busybox on 64 MiB, made once on each machine and kept under the
 * hash of its recipe. The guest takes its address by DHCP, says {@code tiny guest ready} on its first serial port, runs
 * user data that begins with {@code #!}, gives a shell on TCP port {@value #SHELL_PORT}, keeps {@code /data} on its
 * disk and goes off at the ACPI button.
 */
public final class TinyGuest {
    /** Where the guest gives a shell to whoever asks; see {@link TinyShell}. */
    public static final int SHELL_PORT = 7000;

    /** What the guest says on its first serial port once its shell answers. */
    public static final String READY_LINE = "tiny guest ready";

    private static final List<String> RECIPE = List.of("build-disk.sh", "init", "dhcp-answer", "imds");
    private static final long BUILD_MINUTES = 5;

    private TinyGuest() {}

    /**
     * The raw disk file. It is shared by every test of this machine: put an overlay over it, or copy it, and never write
     * to it.
     *
     * @throws IOException when the disk cannot be built: the message has the output of the recipe
     */
    public static Path disk() throws IOException, InterruptedException {
        Map<String, byte[]> recipe = recipe();
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "origami-tests");
        Files.createDirectories(cache);
        Path disk = cache.resolve("tiny-guest-" + hash(recipe) + ".raw");
        // One builder at a time, also across processes; `synchronized` because one process may not lock a file twice.
        synchronized (TinyGuest.class) {
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("tiny-guest.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.exists(disk)) {
                    build(recipe, disk);
                }
            }
        }
        return disk;
    }

    private static void build(Map<String, byte[]> recipe, Path disk) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("tiny-guest");
        for (Map.Entry<String, byte[]> file : recipe.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        Path built = disk.resolveSibling(disk.getFileName() + ".new");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        "sh", directory.resolve("build-disk.sh").toString(), directory.toString(), built.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        if (process.waitFor() != 0) {
            throw new IOException("the tiny guest's disk could not be built:\n" + Files.readString(log));
        }
        Files.move(built, disk, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, byte[]> recipe() throws IOException {
        Map<String, byte[]> recipe = new TreeMap<>();
        for (String name : RECIPE) {
            try (InputStream in = TinyGuest.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("no resource " + name);
                }
                recipe.put(name, in.readAllBytes());
            }
        }
        return recipe;
    }

    private static String hash(Map<String, byte[]> recipe) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            recipe.forEach((name, content) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
