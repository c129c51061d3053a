/** Disks as sparse files that fill as they are read: checked once on the way in, then read without the block store. */
@NullMarked
package dev.origami.block.cache;

import org.jspecify.annotations.NullMarked;
