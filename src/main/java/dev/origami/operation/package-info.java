/** Work of several steps across resources, each step beside its undo. */
@NullMarked
package dev.origami.operation;

import org.jspecify.annotations.NullMarked;
