package dev.origami.boot;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a machine without firmware starts with. */
public sealed interface Start {
    /**
     * A kernel.
     *
     * @param kernel unpacked, as it is started
     * @param ramDisk null when it has none
     * @param arguments the kernel's command line
     */
    record Found(Path kernel, @Nullable Path ramDisk, String arguments) implements Start {}

    /**
     * Nothing.
     *
     * @param console what the machine is to say of it
     */
    record Failed(String console) implements Start {}
}
