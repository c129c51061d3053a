/** Builds bootable Debian disks from Debian's packages, without mounting and without root. */
@NullMarked
package dev.origami.debian;

import org.jspecify.annotations.NullMarked;
