/** Networks of guests: their addresses, what may reach them, and their way to the metadata service. */
@NullMarked
package dev.origami.machine.network;

import org.jspecify.annotations.NullMarked;
