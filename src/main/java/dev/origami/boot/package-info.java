/** What is started without a firmware: kernels, RAM disks, and the menus that name them. Only reads, and trusts nothing. */
@NullMarked
package dev.origami.boot;

import org.jspecify.annotations.NullMarked;
