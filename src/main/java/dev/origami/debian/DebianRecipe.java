package dev.origami.debian;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a Debian disk is made of. Two recipes of the same packages in another order are the same recipe.
 *
 * @param release Debian's code name, one of {@link #RELEASES}
 * @param packages the packages to add to the base, sorted
 * @param sizeGiB the size of the disk; its file system fills it, and grows with a larger volume
 * @param architecture Debian's word for it; {@code amd64} or {@code i386}
 */
public record DebianRecipe(String release, List<String> packages, int sizeGiB, String architecture) {
    public static final String BOOKWORM = "bookworm";
    /** The releases that can be built, and their numbers. */
    public static final Map<String, Integer> RELEASES = Map.of(BOOKWORM, 12, "trixie", 13);

    public static final String AMD64 = "amd64";
    public static final String I386 = "i386";

    /** Debian Policy 5.6.1. What begins otherwise could be read as an option, a path or a pattern. */
    private static final Pattern PACKAGE_NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,127}");

    /** Throws IllegalArgumentException, with a text for the person who asked, for what cannot be built. */
    public DebianRecipe {
        if (!RELEASES.containsKey(release)) {
            throw new IllegalArgumentException("Debian release '" + release + "' is not known; there are "
                    + String.join(", ", new TreeSet<>(RELEASES.keySet())));
        }
        if (architecture.equals("arm64")) {
            throw new IllegalArgumentException("a Debian for arm64 cannot be built here. Take Debian's own: fetch"
                    + " debian-12-genericcloud-arm64.qcow2 from https://cloud.debian.org/images/cloud/bookworm/latest/, then"
                    + " ./origami import debian-12-genericcloud-arm64.qcow2 --architecture arm64");
        }
        if (!architecture.equals(AMD64) && !architecture.equals(I386)) {
            throw new IllegalArgumentException(
                    "architecture '" + architecture + "' is not known; there are " + AMD64 + " and " + I386);
        }
        for (String name : packages) {
            if (!PACKAGE_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is not the name of a Debian package");
            }
        }
        packages = List.copyOf(new TreeSet<>(packages));
    }

    /** A Debian 12 of {@code sizeGiB} with the base's packages and these. */
    public static DebianRecipe bookworm(int sizeGiB, Collection<String> packages) {
        return bookworm(sizeGiB, packages, AMD64);
    }

    /** The same for an architecture in Debian's words. */
    public static DebianRecipe bookworm(int sizeGiB, Collection<String> packages, String architecture) {
        return new DebianRecipe(BOOKWORM, List.copyOf(packages), sizeGiB, architecture);
    }

    /** For people, as {@code Debian 12}. */
    public String system() {
        return "Debian " + RELEASES.get(release);
    }
}
