/** Disk content as content-addressed blocks: what a disk held at one moment, its manifest, and where it is kept. */
@NullMarked
package dev.origami.block;

import org.jspecify.annotations.NullMarked;
