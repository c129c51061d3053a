/** Lineages of encrypted blocks, their data keys, and what an account encrypts unasked. */
@NullMarked
package dev.origami.encryption;

import org.jspecify.annotations.NullMarked;
