package dev.origami.block.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens pack files; tests put a disk in its place that fills up. */
@FunctionalInterface
interface PackFiles {
    FileChannel open(Path file, OpenOption... options) throws IOException;
}
