/** The variables of UEFI, as the firmware keeps them and as EC2 hands them out. */
@NullMarked
package dev.origami.machine.uefi;

import org.jspecify.annotations.NullMarked;
