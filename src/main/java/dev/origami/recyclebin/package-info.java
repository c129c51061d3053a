/** The retention rules of the Recycle Bin: what is kept for a while when its owner deletes it. */
@NullMarked
package dev.origami.recyclebin;

import org.jspecify.annotations.NullMarked;
