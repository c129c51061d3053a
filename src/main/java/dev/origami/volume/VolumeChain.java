package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.id.LineageId;
import dev.origami.id.VolumeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a volume's disk is made of, from the top: the live overlay, the frozen ones that are not stored yet (the newest
 * first), and what stands for all below them in the block store.
 *
 * @param base null when there is nothing below: zeros
 * @param lineage under whose key all of it is sealed; null when it is not encrypted
 */
public record VolumeChain(
        VolumeId volume,
        long sizeBytes,
        Overlay live,
        List<Overlay> frozen,
        @Nullable ManifestId base,
        @Nullable LineageId lineage) {
    public VolumeChain {
        frozen = List.copyOf(frozen);
    }
}
