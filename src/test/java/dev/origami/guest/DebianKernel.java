package dev.origami.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Debian's kernel for clouds, taken from its package without installing it, by any user. */
final class DebianKernel {
    private static final String NEWEST = "linux-image-cloud-amd64";

    private final Path packages;

    /** @param cache where packages are kept once they are here */
    DebianKernel(Path cache) {
        this.packages = cache.resolve("packages");
    }

    /** Unpacks the package into a new directory, and answers that. */
    Path unpack(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(packages);
        Optional<Path> kept = kept();
        if (kept.isEmpty()) {
            download();
            kept = kept();
        }
        Path file = kept.orElseThrow(() -> new IOException("the kernel's package was not found"));
        String _ = Tool.run(List.of("dpkg-deb", "-x", file.toString(), directory.toString()));
        return directory;
    }

    private Optional<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(packages)) {
            return files.filter(file -> file.toString().endsWith(".deb")).findFirst();
        }
    }

    /** With apt's state in a directory of ours: what the host has in its own may be old, and is not ours to renew. */
    private void download() throws IOException, InterruptedException {
        Path state = packages.resolve("apt");
        Files.createDirectories(state.resolve("lists/partial"));
        Files.createDirectories(state.resolve("cache/archives/partial"));
        Path sources = state.resolve("sources.list");
        try (InputStream in = DebianKernel.class.getResourceAsStream("/guest/sources.list")) {
            if (in == null) {
                throw new IOException("sources.list is missing");
            }
            Files.write(sources, in.readAllBytes());
        }
        List<String> options = List.of(
                "-o",
                "Dir::Etc::SourceList=" + sources,
                "-o",
                "Dir::Etc::SourceParts=/dev/null",
                "-o",
                "Dir::State=" + state,
                "-o",
                "Dir::State::Lists=" + state.resolve("lists"),
                "-o",
                "Dir::Cache=" + state.resolve("cache"),
                "-o",
                "APT::Sandbox::User=",
                "-o",
                "APT::Architecture=amd64",
                "-o",
                "Acquire::Languages=none");
        String _ = apt("apt-get", options, List.of("-q", "update"));
        String depends = apt("apt-cache", options, List.of("depends", NEWEST));
        String name = depends.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: linux-image-"))
                .map(line -> line.substring("Depends: ".length()))
                .findFirst()
                .orElseThrow(() -> new IOException(depends));
        List<String> fetch =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec apt-get \"$@\"", packages.toString()));
        fetch.addAll(options);
        fetch.addAll(List.of("-q", "download", name));
        String _ = Tool.run(fetch);
    }

    private static String apt(String program, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        command.addAll(arguments);
        return Tool.run(command);
    }
}
