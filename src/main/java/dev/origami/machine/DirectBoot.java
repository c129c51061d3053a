package dev.origami.machine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a machine without firmware and boot loader starts. Both files are read once, at its start, and are not needed any
 * more when it runs.
 *
 * @param kernel a Linux kernel with the entry of PVH, unpacked
 * @param ramDisk null when there is none
 * @param arguments the kernel's command line
 */
public record DirectBoot(Path kernel, @Nullable Path ramDisk, String arguments) {}
