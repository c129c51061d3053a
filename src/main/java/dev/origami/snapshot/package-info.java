/** Snapshots: what a volume held at one moment, and who may make volumes of it. */
@NullMarked
package dev.origami.snapshot;

import org.jspecify.annotations.NullMarked;
