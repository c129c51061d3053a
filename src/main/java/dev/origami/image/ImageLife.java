package dev.origami.image;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an image's owner decided about its end (source sections 1.4, 1.5). Nothing made of the image inherits it.
 *
 * @param deprecationTime from when on it is deprecated, in whole minutes; null: never
 * @param protection whether it may be deregistered
 */
public record ImageLife(@Nullable Instant deprecationTime, DeregistrationProtection protection) {
    /** Of a new image. */
    public static final ImageLife NEW = new ImageLife(null, DeregistrationProtection.NONE);
}
