/** Regions and their availability zones. */
@NullMarked
package dev.origami.zone;

import org.jspecify.annotations.NullMarked;
