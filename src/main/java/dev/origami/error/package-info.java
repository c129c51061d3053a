/** What went wrong, in EC2's words: an error code, its HTTP status and a sentence. */
@NullMarked
package dev.origami.error;

import org.jspecify.annotations.NullMarked;
