/** Durable multi-step work: each step beside its undo, carried on after a crash. */
@NullMarked
package dev.origami.workflow;

import org.jspecify.annotations.NullMarked;
