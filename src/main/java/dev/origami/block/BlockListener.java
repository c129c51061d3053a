package dev.origami.block;

import org.jspecify.annotations.Nullable;

/** Hears of what becomes of disks in a block store. Called by the thread that met it, so it must be quick. */
public interface BlockListener {
    /** A stretch of a disk was read, and is not what was stored. Told at each such read. */
    void damaged(BlockCorruptedException damage);

    /** Every chunk of a disk was read, and all are what was stored. */
    void sound(ManifestId disk);

    /**
     * A disk was stored.
     *
     * @param parent what it was stored over; null when it is the whole disk
     */
    void stored(@Nullable ManifestId parent, ManifestId disk);
}
