package dev.origami.block;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a manifest's root, as 64 lower-case hexadecimal digits. It stands for the size and for every byte of
 * the disk: equal disks that are not encrypted have equal ids, however they were stored, and so have those of one
 * lineage.
 */
public record ManifestId(String hex) implements Comparable<ManifestId>, Serializable {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public ManifestId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("Not a manifest id: \"" + hex + "\"");
        }
    }

    @Override
    public int compareTo(ManifestId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
