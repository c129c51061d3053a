/** What an instance can prove itself with: documents that are signed by the service. */
@NullMarked
package dev.origami.instance.identity;

import org.jspecify.annotations.NullMarked;
