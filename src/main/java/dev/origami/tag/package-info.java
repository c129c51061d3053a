/** Tags of everything that has an id. */
@NullMarked
package dev.origami.tag;

import org.jspecify.annotations.NullMarked;
