/** Every limit of the service, by name. */
@NullMarked
package dev.origami.config;

import org.jspecify.annotations.NullMarked;
