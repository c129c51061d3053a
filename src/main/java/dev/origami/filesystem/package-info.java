/** Reads what is in disks: partitions, ext2/3/4, and the operating system's name for itself. Only reads, and trusts nothing. */
@NullMarked
package dev.origami.filesystem;

import org.jspecify.annotations.NullMarked;
