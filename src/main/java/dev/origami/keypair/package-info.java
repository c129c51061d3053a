/** Key pairs: made here or brought along; only their public halves are kept. */
@NullMarked
package dev.origami.keypair;

import org.jspecify.annotations.NullMarked;
