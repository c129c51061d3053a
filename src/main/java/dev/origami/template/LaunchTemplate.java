package dev.origami.template;

import dev.origami.id.AccountId;
import dev.origami.id.LaunchTemplateId;
import dev.origami.id.Region;
import java.time.Instant;

/**
 * A launch template.
 *
 * @param defaultVersion the version that is meant where none is named
 * @param latestVersion the highest number of a version that is there
 */
public record LaunchTemplate(
        LaunchTemplateId id,
        AccountId owner,
        Region region,
        String name,
        Instant createTime,
        long defaultVersion,
        long latestVersion) {}
