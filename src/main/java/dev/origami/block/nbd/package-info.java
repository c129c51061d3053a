/** Disks over NBD on unix sockets: the server that guests read from, and a client for QEMU's own tools. */
@NullMarked
package dev.origami.block.nbd;

import org.jspecify.annotations.NullMarked;
