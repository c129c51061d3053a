package dev.origami.volume;

import dev.origami.block.ManifestId;
import dev.origami.id.SnapshotId;
import org.jspecify.annotations.Nullable;

/**
 * One file of a volume's disk: what was written since the overlay below it was frozen.
 *
 * @param sequence from 1, rising with each freeze
 * @param file its path, relative to the data directory
 * @param frozenFor the snapshot that froze it; null while it is the live one, that guests write to
 * @param stored what stands for the disk up to and with this overlay, once that is in the block store
 */
public record Overlay(
        int sequence,
        String file,
        @Nullable SnapshotId frozenFor,
        @Nullable ManifestId stored) {}
