package dev.origami.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the host has for instances at a moment.
 *
 * @param memoryMiB all of its memory
 * @param freeMemoryMiB what could be taken now without swapping
 * @param missing packages without which no instance can run, as the system's package manager calls them
 */
public record HostCapacity(int processors, long memoryMiB, long freeMemoryMiB, List<String> missing) {
    /** Without the last, guests would start, and find neither their keys nor their user data. */
    static final List<Program> PROGRAMS = List.of(
            new Program("qemu-system-x86_64", "qemu-system-x86"),
            new Program("qemu-img", "qemu-utils"),
            new Program("socat", "socat"));

    private static final long KIB_PER_MIB = 1024;

    /** A program, and the package that brings it. */
    record Program(String command, String inPackage) {}

    public HostCapacity {
        missing = List.copyOf(missing);
    }

    /** What this host has now. */
    public static HostCapacity measure() {
        List<String> missing = PROGRAMS.stream()
                .filter(program -> !isInstalled(program.command()))
                .map(Program::inPackage)
                .toList();
        return new HostCapacity(
                Runtime.getRuntime().availableProcessors(),
                memoryMiB("MemTotal:"),
                memoryMiB("MemAvailable:"),
                missing);
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv("PATH");
        return path != null && Stream.of(path.split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    private static long memoryMiB(String line) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(text -> text.startsWith(line))
                            .map(text -> text.substring(line.length())
                                    .toLowerCase(Locale.ROOT)
                                    .replace("kb", "")
                                    .strip())
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0)
                    / KIB_PER_MIB;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
