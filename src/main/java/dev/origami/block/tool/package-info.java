/** QEMU's disk tools as processes: bounded in time and memory, and never outliving this one. */
@NullMarked
package dev.origami.block.tool;

import org.jspecify.annotations.NullMarked;
