package dev.origami.recyclebin;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.RuleId;
import dev.origami.tag.Tag;
import java.util.List;

/**
 * A retention rule (source section 2.6): with resource tags it keeps what has any of them, without it keeps everything
 * of its kind in the region but what has an excluded tag.
 *
 * @param retentionDays how long it is kept
 * @param description empty when there is none
 * @param tags on the rule itself
 */
public record RetentionRule(
        RuleId id,
        AccountId account,
        Region region,
        RetainedKind kind,
        int retentionDays,
        String description,
        List<Tag> resourceTags,
        List<Tag> excludedTags,
        RuleLock lock,
        List<Tag> tags) {
    public RetentionRule {
        resourceTags = List.copyOf(resourceTags);
        excludedTags = List.copyOf(excludedTags);
        tags = List.copyOf(tags);
    }

    /** Whether it keeps a resource of its kind that has these tags. */
    boolean keeps(List<Tag> tagsOfResource) {
        return resourceTags.isEmpty()
                ? excludedTags.stream().noneMatch(tagsOfResource::contains)
                : resourceTags.stream().anyMatch(tagsOfResource::contains);
    }

    /** Whether it is for all of its kind: only such a rule can be locked. */
    boolean isOfRegion() {
        return resourceTags.isEmpty() && excludedTags.isEmpty();
    }

    RetentionRule with(RuleLock changed) {
        return new RetentionRule(
                id, account, region, kind, retentionDays, description, resourceTags, excludedTags, changed, tags);
    }

    RetentionRule withTags(List<Tag> changed) {
        return new RetentionRule(
                id, account, region, kind, retentionDays, description, resourceTags, excludedTags, lock, changed);
    }

    /** The same rule with what an update says. */
    RetentionRule with(RuleChange change) {
        return new RetentionRule(
                id,
                account,
                region,
                kind,
                change.retentionDays().orElse(retentionDays),
                change.description().orElse(description),
                change.resourceTags().orElse(resourceTags),
                change.excludedTags().orElse(excludedTags),
                lock,
                tags);
    }
}
