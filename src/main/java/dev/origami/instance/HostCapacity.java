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
 * @param absent what instances need and the host has not got
 */
public record HostCapacity(int processors, long memoryMiB, long freeMemoryMiB, List<Program> absent) {
    private static final String ANY = "";
    /** Without the last, guests would start, and find neither their keys nor their user data. */
    static final List<Program> PROGRAMS = List.of(
            new Program("qemu-system-x86_64", "qemu-system-x86", "x86_64"),
            new Program("qemu-system-aarch64", "qemu-system-arm qemu-efi-aarch64", "arm64"),
            new Program("qemu-img", "qemu-utils", ANY),
            new Program("socat", "socat", ANY));

    private static final long KIB_PER_MIB = 1024;

    /**
     * A program.
     *
     * @param inPackage what brings it, as the system's package manager calls that
     * @param architecture of the instances that need it; empty when all do
     */
    public record Program(String command, String inPackage, String architecture) {
        boolean isFor(InstanceType type) {
            return architecture.equals(ANY) || type.architectures().contains(architecture);
        }
    }

    public HostCapacity {
        absent = List.copyOf(absent);
    }

    /** What this host has now. */
    public static HostCapacity measure() {
        return new HostCapacity(
                Runtime.getRuntime().availableProcessors(),
                memoryMiB("MemTotal:"),
                memoryMiB("MemAvailable:"),
                PROGRAMS.stream()
                        .filter(program -> !isInstalled(program.command()))
                        .toList());
    }

    /** The packages without which no instance of the type can run. */
    List<String> missing(InstanceType type) {
        return absent.stream()
                .filter(program -> program.isFor(type))
                .map(Program::inPackage)
                .toList();
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
