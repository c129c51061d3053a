package dev.origami.machine.network;

import dev.origami.config.GuestNetworkLimits;
import dev.origami.machine.HostProcess;
import dev.origami.machine.MachineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs the programs that make a network: those that outlive the service, which carry a mark in their environment so
 * that one that was never recorded is found again, and those that end at once.
 */
final class NetworkProcess {
    private static final String MARK = "ORIGAMI_NETWORKS";

    /** Says "ready" on descriptor 3, and writes everything else into the log. */
    private static final String WITH_READY = "log=$1; shift; exec \"$@\" 3>&1 >>\"$log\" 2>&1 </dev/null";

    private final Path directory;
    private final GuestNetworkLimits limits;

    NetworkProcess(Path directory, GuestNetworkLimits limits) {
        this.directory = directory.toAbsolutePath();
        this.limits = limits;
    }

    /** Starts a program in a session of its own, and returns at once. */
    HostProcess start(String name, List<String> command) throws IOException, MachineException {
        Process process = marked(List.of("setsid"), command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
                .start();
        return identity(name, process);
    }

    /** Starts a program that writes to its descriptor 3 when it is ready, and returns then. */
    HostProcess startUntilReady(String name, List<String> command)
            throws IOException, MachineException, InterruptedException {
        Process process = marked(
                        List.of(
                                "setsid",
                                "sh",
                                "-c",
                                WITH_READY,
                                "sh",
                                log(name).toString()),
                        command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
                .start();
        try (InputStream ready = process.getInputStream()) {
            CompletableFuture<Integer> first = new CompletableFuture<>();
            Thread _ = Thread.ofVirtual().start(() -> {
                try {
                    first.complete(ready.read());
                } catch (IOException e) {
                    first.completeExceptionally(e);
                }
            });
            if (first.get(limits.commandPatience().toMillis(), TimeUnit.MILLISECONDS) >= 0) {
                return identity(name, process);
            }
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new MachineException(name + " does not get ready; see " + log(name), e);
        }
        process.destroyForcibly();
        throw new MachineException(name + " ended at once: " + Files.readString(log(name)));
    }

    /** Runs a program to its end, and answers what it printed. */
    String run(List<String> command, String input) throws IOException, MachineException, InterruptedException {
        Process process = marked(List.of(), command).redirectErrorStream(true).start();
        try (InputStream printed = process.getInputStream()) {
            CompletableFuture<byte[]> output = new CompletableFuture<>();
            Thread _ = Thread.ofVirtual().start(() -> {
                try {
                    output.complete(printed.readNBytes(limits.outputBytes()));
                } catch (IOException e) {
                    output.completeExceptionally(e);
                }
            });
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String text = new String(
                    output.get(limits.commandPatience().toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8);
            if (!process.waitFor(limits.commandPatience().toMillis(), TimeUnit.MILLISECONDS)
                    || process.exitValue() != 0) {
                throw new MachineException(String.join(" ", command) + ": " + text.strip());
            }
            return text;
        } catch (ExecutionException | TimeoutException e) {
            throw new MachineException(String.join(" ", command) + " does not end", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Ends a process, whatever it does. */
    void end(HostProcess process) throws InterruptedException {
        try {
            process.kill(limits.endPatience());
        } catch (MachineException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends those programs of this directory's networks that nobody recorded: the service was killed in between. */
    int endStrays(Set<Long> recorded) throws InterruptedException {
        List<HostProcess> strays = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.filter(NetworkProcess::isProcess).toList()) {
                long pid = Long.parseLong(process.getFileName().toString());
                boolean childOfRecorded = ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .map(parent -> recorded.contains(parent.pid()))
                        .orElse(false);
                if (!recorded.contains(pid) && !childOfRecorded && isMarked(process)) {
                    HostProcess.of(pid).ifPresent(strays::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (HostProcess stray : strays) {
            end(stray);
        }
        return strays.size();
    }

    private static boolean isProcess(Path entry) {
        return entry.getFileName().toString().chars().allMatch(Character::isDigit);
    }

    private boolean isMarked(Path process) {
        try {
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0", -1)).contains(MARK + "=" + directory);
        } catch (IOException e) {
            // It has ended, or it is another user's.
            return false;
        }
    }

    private ProcessBuilder marked(List<String> prefix, List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.environment().put(MARK, directory.toString());
        // Where a user's PATH leaves out what administrators use, nft and dnsmasq are still there.
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        return builder;
    }

    private HostProcess identity(String name, Process process) throws MachineException, IOException {
        // setsid and nsenter become the program that they run: the number stays.
        Optional<HostProcess> identity = HostProcess.of(process.pid());
        if (identity.isEmpty()) {
            throw new MachineException(name + " ended at once: " + Files.readString(log(name)));
        }
        return identity.get();
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }
}
