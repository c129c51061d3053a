/** One method per operation: check, call, translate. The only package that sees wire types and resources. */
@NullMarked
package dev.origami.api;

import org.jspecify.annotations.NullMarked;
