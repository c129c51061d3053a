package dev.origami.block;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a volume: what is not in the live overlay is in the newest frozen one that has it, else in the base, else
 * zero.
 *
 * @param live the qcow2 overlay that takes the writes
 * @param frozen qcow2 overlays that are no longer written, oldest first
 * @param base what lies below all overlays; null when nothing does
 * @param sizeBytes the volume's size
 */
public record DiskChain(
        Path live, List<Path> frozen, @Nullable ManifestId base, long sizeBytes) {
    public DiskChain {
        frozen = List.copyOf(frozen);
    }
}
