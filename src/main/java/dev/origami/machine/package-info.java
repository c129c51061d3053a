/** Machines that run guests: their disks, power, console; what they are made with is in the packages below. */
@NullMarked
package dev.origami.machine;

import org.jspecify.annotations.NullMarked;
