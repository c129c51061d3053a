package dev.origami.filesystem;

import org.jspecify.annotations.Nullable;

/**
 * What an operating system says of itself in {@code os-release}.
 *
 * @param id {@code ID}: lower case, for programs, as {@code debian}
 * @param name {@code NAME}: for people, as {@code Debian GNU/Linux}
 * @param version {@code VERSION_ID}, as {@code 12}; null for systems that are never released, as Arch
 */
public record OperatingSystem(
        String id, String name, @Nullable String version) {
    /** For people. */
    public String text() {
        return version == null ? name : name + " " + version;
    }
}
