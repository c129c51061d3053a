package dev.origami.image;

import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.id.Region;
import org.jspecify.annotations.Nullable;

/**
 * What an image was made of (source section 1.9).
 *
 * @param image what was copied, or what the instance had been launched from; null when it was registered
 * @param region where that image is
 * @param instance what it was created from; null when it was copied or registered
 */
public record ImageSource(
        @Nullable ImageId image,
        @Nullable Region region,
        @Nullable InstanceId instance) {
    /** A registered image has no source. */
    public static final ImageSource NONE = new ImageSource(null, null, null);
}
