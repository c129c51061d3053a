/** Who sent a request: signatures are checked here, and nothing goes past unchecked. */
@NullMarked
package dev.origami.auth;

import org.jspecify.annotations.NullMarked;
