package dev.origami.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The packages fetched by earlier builds, which apt checks by hash before it uses them again. */
record PackageCache(Path directory) {
    private static final String SUFFIX = ".deb";

    /** Keeps the newest version of each package, so that the cache does not grow with every update of Debian. */
    void prune() throws IOException {
        Map<String, Path> newest = new HashMap<>();
        for (Path file : packages()) {
            Path other = newest.putIfAbsent(nameAndArchitecture(file), file);
            if (other == null) {
                continue;
            }
            boolean later = Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(other)) > 0;
            newest.put(nameAndArchitecture(file), later ? file : other);
            Files.deleteIfExists(later ? other : file);
        }
    }

    private List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
    }

    /** A package's file is called NAME_VERSION_ARCHITECTURE.deb, and none of the three has an underscore in it. */
    private static String nameAndArchitecture(Path file) {
        String name = file.getFileName().toString();
        int first = name.indexOf('_');
        int last = name.lastIndexOf('_');
        return first < 0 ? name : name.substring(0, first) + name.substring(last);
    }
}
