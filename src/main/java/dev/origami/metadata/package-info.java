/** The instance metadata service, as guests see it at 169.254.169.254. */
@NullMarked
package dev.origami.metadata;

import org.jspecify.annotations.NullMarked;
