/** Disk files that come from elsewhere or go there. */
@NullMarked
package dev.origami.block.disk;

import org.jspecify.annotations.NullMarked;
