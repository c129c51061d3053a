package dev.origami.block;

import dev.origami.id.LineageId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a volume's disk is made of, as the service has recorded it: what the files say of each other is never believed.
 *
 * @param live the qcow2 overlay that the guest writes to
 * @param frozen the overlays under it, oldest first: nothing is written to them any more
 * @param base the manifest under those; null for a volume that began empty
 * @param sizeBytes the size of the volume, a multiple of 4 KiB; not less than the base's
 * @param lineage under whose key all overlays are encrypted; null when they are not
 */
public record DiskChain(
        Path live,
        List<Path> frozen,
        @Nullable ManifestId base,
        long sizeBytes,
        @Nullable LineageId lineage) {
    public DiskChain {
        frozen = List.copyOf(frozen);
        if (frozen.contains(live)) {
            throw new IllegalArgumentException("The live overlay is frozen: " + live);
        }
    }

    /** A new volume, not encrypted. */
    public static DiskChain of(Path live, @Nullable ManifestId base, long sizeBytes) {
        return new DiskChain(live, List.of(), base, sizeBytes, null);
    }

    /** A new volume whose overlays are encrypted. */
    public static DiskChain encrypted(Path live, @Nullable ManifestId base, long sizeBytes, LineageId lineage) {
        return new DiskChain(live, List.of(), base, sizeBytes, lineage);
    }

    /** All overlays, oldest first. */
    public List<Path> overlays() {
        List<Path> all = new ArrayList<>(frozen);
        all.add(live);
        return all;
    }

    /** The same disk when a new overlay takes the writes from now on. */
    public DiskChain frozenUnder(Path newLive) {
        return new DiskChain(newLive, overlays(), base, sizeBytes, lineage);
    }

    /** The same overlays after the volume has grown. */
    public DiskChain grownTo(long newSizeBytes) {
        return new DiskChain(live, frozen, base, newSizeBytes, lineage);
    }
}
