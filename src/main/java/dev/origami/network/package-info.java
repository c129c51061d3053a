/** Default networks, addresses, network interfaces and security groups. */
@NullMarked
package dev.origami.network;

import org.jspecify.annotations.NullMarked;
