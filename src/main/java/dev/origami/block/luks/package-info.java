/** The form that LUKS gives to an encrypted disk, as far as QEMU is to open it. */
@NullMarked
package dev.origami.block.luks;

import org.jspecify.annotations.NullMarked;
