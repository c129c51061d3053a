/** A real guest of a few megabytes, which boots in seconds even under emulation, for tests. */
@NullMarked
package dev.origami.guest;

import org.jspecify.annotations.NullMarked;
