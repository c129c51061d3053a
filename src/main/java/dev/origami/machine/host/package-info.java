/** What this host can do, each found by trying. */
@NullMarked
package dev.origami.machine.host;

import org.jspecify.annotations.NullMarked;
