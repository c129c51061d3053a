/** Launch templates: what launches are to be like, in numbered versions. */
@NullMarked
package dev.origami.template;

import org.jspecify.annotations.NullMarked;
