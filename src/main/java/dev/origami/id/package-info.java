/** Typed ids of everything that has one, and the rules of their form. */
@NullMarked
package dev.origami.id;

import org.jspecify.annotations.NullMarked;
