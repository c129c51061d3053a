package dev.origami.debian;

import dev.origami.config.DebianLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds bootable Debian disks with mmdebstrap: as root, or as any user who has subordinate ids. A disk's file is there
 * only once it is whole.
 */
public final class DebianDisk {
    private static final long GIB = 1L << 30;
    private static final int KIB = 1024;
    private static final String FINISH = "finish.sh";
    /**
     * The shell opens the disk as descriptor 9, which mmdebstrap and its hooks inherit. What is mounted for root is seen by
     * them alone, and goes with them however they end; elsewhere mmdebstrap sees to that itself.
     */
    private static final String START = """
            exec 9<>"$0"
            if unshare --mount true 2>/dev/null; then exec unshare --mount "$@"; fi
            exec "$@"
            """;
    /** Where other ids may enter and there is room for a tree; /tmp is often memory. */
    private static final Path WORK = Path.of("/var/tmp");

    private final DebianLimits limits;
    private final PackageCache cache;

    /** Keeps fetched packages in {@code cacheDirectory}, which it makes when needed. */
    public DebianDisk(DebianLimits limits, Path cacheDirectory) {
        this.limits = limits;
        this.cache = new PackageCache(cacheDirectory.toAbsolutePath().resolve("debian-packages"));
    }

    /**
     * A name for the disk that a recipe gives with this program: 64 hex digits. It changes with the recipe and with what
     * every disk holds, and not with Debian's updates.
     */
    public static String hash(DebianRecipe recipe) {
        MessageDigest digest = sha256();
        digest.update(recipe.toString().getBytes(StandardCharsets.UTF_8));
        digest.update(DebianBase.packages(recipe.architecture()).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(DebianBase.finish().getBytes(StandardCharsets.UTF_8));
        for (String file : DebianBase.FILES) {
            digest.update(DebianBase.file(file).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What a disk holds that no Debian package brings: files, and what the installation makes. For a person. */
    public static List<String> notFromPackages() {
        List<String> all = new ArrayList<>(DebianBase.FILES);
        all.addAll(DebianBase.MADE);
        return List.copyOf(all);
    }

    /**
     * Builds the disk as a sparse raw file, replacing one that is there.
     *
     * @throws DebianBuildException if the packages cannot be had or installed, or the time limit is over
     * @throws IllegalArgumentException if the recipe is beyond the limits
     */
    public void build(DebianRecipe recipe, Path rawFile, BuildProgress progress)
            throws IOException, InterruptedException {
        check(recipe);
        Files.createDirectories(cache.directory());
        Path part = rawFile.resolveSibling(rawFile.getFileName() + ".part");
        Path files = Files.createTempDirectory(WORK, "debian-files");
        try {
            UUID fileSystem = UUID.nameUUIDFromBytes(hash(recipe).getBytes(StandardCharsets.UTF_8));
            writeFiles(files, recipe, fileSystem);
            writeEmptyDisk(part, recipe, fileSystem);
            run(command(recipe, part, files), recipe, progress);
            cache.prune();
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(part, rawFile, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            progress.percent(100);
        } finally {
            Files.deleteIfExists(part);
            deleteTree(files);
        }
    }

    private void check(DebianRecipe recipe) {
        if (recipe.sizeGiB() < limits.smallestDiskGiB() || recipe.sizeGiB() > limits.largestDiskGiB()) {
            throw new IllegalArgumentException("a Debian disk has " + limits.smallestDiskGiB() + " to "
                    + limits.largestDiskGiB() + " GiB, not " + recipe.sizeGiB());
        }
        if (recipe.packages().size() > limits.addedPackages()) {
            throw new IllegalArgumentException("a recipe adds at most " + limits.addedPackages() + " packages");
        }
    }

    private static void writeFiles(Path directory, DebianRecipe recipe, UUID fileSystem) throws IOException {
        for (String path : DebianBase.FILES) {
            Path file = directory.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, DebianBase.file(path).replace("@UUID@", fileSystem.toString()));
        }
        Path finish = directory.resolve(FINISH);
        long fileSystemKiB = (recipe.sizeGiB() * GIB - PartitionTable.PARTITION_OFFSET_BYTES) / KIB;
        Files.writeString(
                finish,
                DebianBase.finish()
                        .replace("@UUID@", fileSystem.toString())
                        .replace("@OFFSET@", Long.toString(PartitionTable.PARTITION_OFFSET_BYTES))
                        .replace("@BLOCKS_KIB@", Long.toString(fileSystemKiB)));
        // The script is read under subordinate ids, whatever this process's umask is.
        Files.setPosixFilePermissions(finish, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void writeEmptyDisk(Path part, DebianRecipe recipe, UUID fileSystem) throws IOException {
        long bytes = recipe.sizeGiB() * GIB;
        Files.deleteIfExists(part);
        try (FileChannel disk = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            PartitionTable.write(disk, (int) fileSystem.getMostSignificantBits(), bytes);
            disk.write(ByteBuffer.allocate(1), bytes - 1);
        }
        // An ordinary user's installation runs under that user's subordinate ids, which own nothing out here. They
        // reach
        // the file through an open descriptor, wherever it is, and for that its mode has to let them.
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private List<String> command(DebianRecipe recipe, Path part, Path files) throws IOException {
        List<String> packages = new ArrayList<>(DebianBase.packages(recipe.architecture()));
        packages.addAll(recipe.packages());
        List<String> command = new ArrayList<>(List.of("sh", "-c", START, part.toString()));
        command.addAll(List.of(
                "mmdebstrap",
                "--verbose",
                "--format=null",
                "--variant=minbase",
                "--mode=" + (isRoot() ? "root" : "unshare"),
                "--architectures=" + recipe.architecture(),
                "--aptopt=APT::Install-Recommends \"false\"",
                "--dpkgopt=force-unsafe-io",
                "--skip=essential/unlink,download/empty,cleanup",
                "--setup-hook=mkdir -p \"$1\"/var/cache/apt/archives",
                "--setup-hook=sync-in " + quoted(cache.directory()) + " /var/cache/apt/archives",
                "--customize-hook=sync-out /var/cache/apt/archives " + quoted(cache.directory()),
                "--customize-hook=mkdir -p \"$1\"/boot/grub"));
        for (String path : DebianBase.FILES) {
            command.add("--customize-hook=upload " + quoted(files.resolve(path.substring(1))) + " " + path);
        }
        command.add("--customize-hook=sh " + quoted(files.resolve(FINISH)) + " \"$1\"");
        command.add("--include=" + String.join(",", packages));
        command.add(recipe.release());
        return command;
    }

    /** As a word for mmdebstrap, which splits the arguments of its own hooks like a shell. */
    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private void run(List<String> command, DebianRecipe recipe, BuildProgress progress)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TMPDIR", WORK.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        // Else it is made twice, for the kernel and for what is set up after it; the script makes it once, at the end.
        builder.environment().put("INITRD", "No");
        InstallLog log = new InstallLog(progress, recipe.packages().size(), limits.logLines());
        Process process = builder.start();
        process.getOutputStream().close();
        Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), log));
        try {
            if (!process.waitFor(limits.buildTime().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DebianBuildException("not done after " + limits.buildTime(), log.lastLines());
            }
            reader.join();
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new DebianBuildException("mmdebstrap ended with " + process.exitValue(), log.lastLines());
        }
    }

    /**
     * SIGTERM lets mmdebstrap unmount and remove its tree; only where that takes too long it is killed. Each of its
     * processes is told, since one that waits for another takes no signal.
     */
    private void end(Process process) throws InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        everyProcess(process).forEach(ProcessHandle::destroy);
        if (!process.waitFor(limits.endTime().toMillis(), TimeUnit.MILLISECONDS)) {
            everyProcess(process).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static List<ProcessHandle> everyProcess(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    private static void read(InputStream output, InstallLog log) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            log.add("the output ended early: " + e.getMessage());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
