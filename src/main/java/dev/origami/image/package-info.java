/** Machine images: what they are made of, who sees them, who may launch them. */
@NullMarked
package dev.origami.image;

import org.jspecify.annotations.NullMarked;
