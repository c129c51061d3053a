/** Instances, their types and their states. */
@NullMarked
package dev.origami.instance;

import org.jspecify.annotations.NullMarked;
