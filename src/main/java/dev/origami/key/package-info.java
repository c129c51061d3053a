/** KMS: keys that never leave, what they are called, who may use them, and what they seal. */
@NullMarked
package dev.origami.key;

import org.jspecify.annotations.NullMarked;
