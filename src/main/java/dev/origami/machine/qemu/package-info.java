/** Machines as QEMU processes, which live outside of the service. */
@NullMarked
package dev.origami.machine.qemu;

import org.jspecify.annotations.NullMarked;
