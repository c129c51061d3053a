/** A guest of a few megabytes that boots like an image in seconds, for tests. */
@NullMarked
package dev.origami.guest;

import org.jspecify.annotations.NullMarked;
