/** The front door: sockets, limits, and what browsers may not do. Knows no AWS. */
@NullMarked
package dev.origami.http;

import org.jspecify.annotations.NullMarked;
