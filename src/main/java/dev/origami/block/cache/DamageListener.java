package dev.origami.block.cache;

import dev.origami.block.BlockCorruptedException;

/** Hears of disks whose bytes are lost, once for each place, so that what is made of them can say so. */
@FunctionalInterface
public interface DamageListener {
    void damaged(BlockCorruptedException damage);
}
