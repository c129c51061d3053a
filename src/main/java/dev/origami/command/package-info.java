/** One class per word of the command line. */
@NullMarked
package dev.origami.command;

import org.jspecify.annotations.NullMarked;
