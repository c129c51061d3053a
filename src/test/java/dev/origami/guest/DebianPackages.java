package dev.origami.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's packages of any architecture, downloaded and unpacked without installing them, by any user. */
final class DebianPackages {
    private static final String KERNEL = "linux-image-";

    private final Path packages;
    private final String architecture;

    /**
     * @param cache where packages are kept once they are here
     * @param architecture in Debian's words
     */
    DebianPackages(Path cache, String architecture) {
        this.packages = cache.resolve("packages");
        this.architecture = architecture;
    }

    /**
     * Unpacks packages into a new directory, and answers that.
     *
     * @param names of packages; {@code linux-image-} and a flavour is that flavour's newest kernel
     */
    Path unpack(Path directory, List<String> names) throws IOException, InterruptedException {
        Files.createDirectories(packages);
        for (String name : names) {
            if (kept(name).isEmpty()) {
                download(name);
            }
            Path file = kept(name).orElseThrow(() -> new IOException("the package " + name + " was not found"));
            String _ = Tool.run(List.of("dpkg-deb", "-x", file.toString(), directory.toString()));
        }
        return directory;
    }

    private Optional<Path> kept(String name) throws IOException {
        String actual = name.startsWith(KERNEL)
                ? KERNEL + "[0-9.]+-[0-9]+-" + Pattern.quote(name.substring(KERNEL.length()))
                : Pattern.quote(name);
        Pattern file = Pattern.compile(actual + "_.*_(" + Pattern.quote(architecture) + "|all)\\.deb");
        try (Stream<Path> files = Files.list(packages)) {
            return files.filter(
                            path -> file.matcher(path.getFileName().toString()).matches())
                    .findFirst();
        }
    }

    /** With apt's state in a directory of ours: what the host has in its own may be old, and is not ours to renew. */
    private void download(String name) throws IOException, InterruptedException {
        Path state = packages.resolve("apt-" + architecture);
        Files.createDirectories(state.resolve("lists/partial"));
        Files.createDirectories(state.resolve("cache/archives/partial"));
        Path sources = state.resolve("sources.list");
        try (InputStream in = DebianPackages.class.getResourceAsStream("/guest/sources.list")) {
            if (in == null) {
                throw new IOException("sources.list is missing");
            }
            Files.write(sources, in.readAllBytes());
        }
        Path installed = state.resolve("status");
        Files.write(installed, new byte[0]);
        List<String> options = new ArrayList<>();
        for (String option : List.of(
                "Dir::Etc::SourceList=" + sources,
                "Dir::Etc::SourceParts=/dev/null",
                "Dir::State=" + state,
                "Dir::State::Lists=" + state.resolve("lists"),
                "Dir::State::status=" + installed,
                "Dir::Cache=" + state.resolve("cache"),
                "APT::Sandbox::User=",
                "APT::Architecture=" + architecture,
                "APT::Architectures=" + architecture,
                "Acquire::Languages=none")) {
            options.addAll(List.of("-o", option));
        }
        String _ = apt("apt-get", options, List.of("-q", "update"));
        String actual = name.startsWith(KERNEL) ? kernel(apt("apt-cache", options, List.of("depends", name))) : name;
        List<String> fetch =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec apt-get \"$@\"", packages.toString()));
        fetch.addAll(options);
        fetch.addAll(List.of("-q", "download", actual));
        String _ = Tool.run(fetch);
    }

    private static String kernel(String depends) throws IOException {
        return depends.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("Depends: " + KERNEL))
                .map(line -> line.substring("Depends: ".length()))
                .findFirst()
                .orElseThrow(() -> new IOException(depends));
    }

    private static String apt(String program, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        command.addAll(arguments);
        return Tool.run(command);
    }
}
