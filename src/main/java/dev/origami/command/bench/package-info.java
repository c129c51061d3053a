/** Measures what the service does beside what others do with the same data. */
@NullMarked
package dev.origami.command.bench;

import org.jspecify.annotations.NullMarked;
