/** Texts and how they are compared. */
@NullMarked
package dev.origami.text;

import org.jspecify.annotations.NullMarked;
