/** Work that touches several resources: one file each, each step beside its undo. */
@NullMarked
package dev.origami.operation;

import org.jspecify.annotations.NullMarked;
