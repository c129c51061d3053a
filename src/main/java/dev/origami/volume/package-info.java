/** Volumes: disks that servers write to, what they are attached to, and the files that hold them. */
@NullMarked
package dev.origami.volume;

import org.jspecify.annotations.NullMarked;
