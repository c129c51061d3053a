package dev.origami.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code ./origami serve} as a process, which can be killed as no part of it expects. */
final class ServiceProcess implements RunningService.Host {
    private static final String READY = "origami ready on ";
    private static final long END_SECONDS = 60;

    private final DataDirectory directory;
    private final Path log;
    private final List<String> prefix;
    private @Nullable Process process;

    /**
     * @param log where what it says is appended
     * @param prefix the words that run a command in some other surroundings; none for these
     */
    ServiceProcess(Path directory, Path log, List<String> prefix) {
        this.directory = DataDirectory.of(directory);
        this.log = log;
        this.prefix = List.copyOf(prefix);
    }

    DataDirectory directory() {
        return directory;
    }

    @Override
    public void start() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Origami.class.getName(),
                "serve",
                "--port",
                "0",
                "--data-dir",
                directory.path().toString()));
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        // Not closed: a service that speaks to a closed pipe would be a service in trouble.
        BufferedReader lines = started.inputReader();
        String line = lines.readLine();
        if (line == null || !line.startsWith(READY)) {
            Process _ = started.destroyForcibly();
            throw new IOException("the service says " + line + "; " + Files.readString(log));
        }
    }

    /** Ends it on the spot: it writes, closes and tells nothing more. */
    void kill() throws InterruptedException {
        Process killed = running();
        Process _ = killed.destroyForcibly();
        int _ = killed.waitFor();
    }

    /** A file as the service sees it, which may have file systems of its own. */
    Path inside(Path file) {
        return Path.of("/proc", Long.toString(running().pid()), "root" + file.toAbsolutePath());
    }

    @Override
    public void stop() {
        if (process != null && process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("the service does not end within " + END_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the service was not started");
        }
        return process;
    }
}
