/** What volumes, block device mappings and snapshots say alike of a disk: type, size, performance, and their limits. */
@NullMarked
package dev.origami.ebs;

import org.jspecify.annotations.NullMarked;
