package dev.origami.api;

import dev.origami.image.Image;
import dev.origami.tag.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as its reader is told of it.
 *
 * @param tags that the caller sees
 * @param own whether the caller is its owner
 * @param lastLaunched null when never, or when the caller may not know
 * @param allowed whether the caller's account allows it; null when that is not looked at
 */
record DescribedImage(
        Image image,
        List<Tag> tags,
        boolean own,
        @Nullable Instant lastLaunched,
        @Nullable Boolean allowed) {}
