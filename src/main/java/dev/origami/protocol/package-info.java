/** The wire protocols of the API: what bytes mean as requests, and answers as bytes. Knows no images. */
@NullMarked
package dev.origami.protocol;

import org.jspecify.annotations.NullMarked;
