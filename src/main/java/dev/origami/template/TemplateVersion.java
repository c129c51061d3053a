package dev.origami.template;

import dev.origami.id.LaunchTemplateId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a launch template, which never changes.
 *
 * @param number from 1, in the order in which they were made; never given twice
 * @param description null when there is none
 * @param content what it says
 */
public record TemplateVersion(
        LaunchTemplateId template, long number, @Nullable String description, Instant createTime, Content content) {
    /**
     * What a version says of launches.
     *
     * @param image which image, as it was given: nobody looks at it before a launch; null when none is named
     * @param data all of it, a JSON object of members of EC2's launch template data
     */
    public record Content(@Nullable String image, String data) {}
}
