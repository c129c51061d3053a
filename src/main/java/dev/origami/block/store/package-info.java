/** The block store on a local directory: packs of compressed chunks, an index over them, and manifests among them. */
@NullMarked
package dev.origami.block.store;

import org.jspecify.annotations.NullMarked;
