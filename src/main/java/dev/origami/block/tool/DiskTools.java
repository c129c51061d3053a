package dev.origami.block.tool;

import dev.origami.config.ToolLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs QEMU's disk tools. Each has a bounded address space and a bounded time, an empty environment, and is killed by
 * the kernel when this process ends in whatever way.
 */
public final class DiskTools implements AutoCloseable {
    /** What a tool's secret is called in the nodes that need it. */
    public static final String SECRET = "secret";

    private static final int MESSAGE_BYTES = 2000;

    private final Path directory;
    private final ToolLimits limits;
    /**
     * The kernel sends the parent-death signal when the thread that started the child ends, not the process: so one
     * thread that stays starts them all.
     */
    private final ExecutorService starter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("disk-tools").daemon().factory());

    /**
     * @param directory where sockets and output are kept while a tool runs: made if missing, for this user only; its
     *     path must be short, since a socket's name has room for 107 bytes
     */
    public DiskTools(Path directory, ToolLimits limits) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.limits = limits;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    ToolLimits limits() {
        return limits;
    }

    /**
     * Runs a tool to its end within {@link ToolLimits#runTimeout} and returns what it printed.
     *
     * @throws DiskToolException if it fails or takes too long
     */
    public String run(List<String> command) throws IOException {
        return runAllowing(Set.of(), command, null);
    }

    /**
     * The same for a tool that tells something with these exit codes also, and may need a secret: it gets that through
     * its standard input, since command lines are for all to read, and files stay.
     *
     * @param secret what opens the nodes that name {@link #SECRET}; null when none does
     */
    public String runAllowing(Set<Integer> exits, List<String> command, @Nullable String secret) throws IOException {
        Duration timeout = limits.runTimeout();
        Path work = workDirectory();
        try {
            Process process = start(command, work, secret);
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new DiskToolException(
                            command.getFirst() + " did not end within " + timeout.toSeconds() + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0 && !exits.contains(process.exitValue())) {
                throw failure(command.getFirst(), process.exitValue(), work);
            }
            return text(work.resolve("out"), limits.outputBytes());
        } catch (InterruptedException e) {
            throw interrupted(command.getFirst());
        } finally {
            remove(work);
        }
    }

    Path workDirectory() throws IOException {
        return Files.createTempDirectory(directory, "t");
    }

    /** Starts a tool with its output in the files {@code out} and {@code err} of a directory. */
    Process start(List<String> command, Path work, @Nullable String secret) throws IOException {
        List<String> bounded = new ArrayList<>(List.of(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "--no-new-privs",
                "--",
                "prlimit",
                "--as=" + limits.memoryBytes(),
                "--core=0",
                "--"));
        bounded.addAll(command);
        if (secret != null) {
            // Before the last word, which is none that an option could follow: qemu-img takes a size only at the end.
            bounded.addAll(bounded.size() - 1, List.of("--object", "secret,id=" + SECRET + ",file=/dev/stdin"));
        }
        ProcessBuilder builder = new ProcessBuilder(bounded)
                .directory(work.toFile())
                .redirectInput(
                        secret == null ? Redirect.from(Path.of("/dev/null").toFile()) : Redirect.PIPE)
                .redirectOutput(work.resolve("out").toFile())
                .redirectError(work.resolve("err").toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.putAll(Map.of("PATH", path, "LC_ALL", "C", "TMPDIR", work.toString(), "MALLOC_ARENA_MAX", "4"));
        try {
            Process process = starter.submit(builder::start).get();
            if (secret != null) {
                tell(process, secret);
            }
            return process;
        } catch (ExecutionException e) {
            throw new IOException("Could not start " + command.getFirst(), e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(command.getFirst());
        }
    }

    private static void tell(Process process, String secret) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It ended before it read that; why, its exit and its message tell.
        }
    }

    DiskToolException failure(String tool, int exit, Path work) throws IOException {
        String said = text(work.resolve("err"), MESSAGE_BYTES).strip();
        return new DiskToolException(tool + " failed (" + exit + "): " + said);
    }

    static InterruptedIOException interrupted(String tool) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while " + tool + " ran");
    }

    private static String text(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(most), StandardCharsets.UTF_8);
        }
    }

    /** Removes what a tool left; it makes no directories. */
    static void remove(Path work) throws IOException {
        try (var files = Files.newDirectoryStream(work)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(work);
    }

    /** Kills the tools that still run. */
    @Override
    public void close() {
        starter.shutdown();
    }
}
