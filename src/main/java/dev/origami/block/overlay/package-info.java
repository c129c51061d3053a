/** The overlays that guests write to, and what was written to them. */
@NullMarked
package dev.origami.block.overlay;

import org.jspecify.annotations.NullMarked;
