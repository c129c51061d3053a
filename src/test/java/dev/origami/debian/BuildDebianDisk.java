package dev.origami.debian;

import dev.origami.config.DebianLimits;
import java.nio.file.Path;

/** Builds the base as a program of its own, for a test that needs another user to do so: DISK CACHE. */
final class BuildDebianDisk {
    private BuildDebianDisk() {}

    public static void main(String[] args) throws Exception {
        new DebianDisk(DebianLimits.defaults(), Path.of(args[1]))
                .build(DebianImageForTests.BASE, Path.of(args[0]), BuildProgress.none());
    }
}
