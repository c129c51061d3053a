package dev.origami.volume;

import dev.origami.id.InstanceId;
import java.time.Instant;

/**
 * What a volume is attached to.
 *
 * @param device the name that the user gave it, for example {@code /dev/sdf}
 * @param deleteOnTermination whether it goes when the instance is terminated
 */
public record Attachment(
        InstanceId instance, String device, AttachmentState state, boolean deleteOnTermination, Instant attachTime) {}
