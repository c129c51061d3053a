package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.recyclebin.RetentionRule;
import dev.origami.recyclebin.RuleLock;
import dev.origami.tag.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.rbin.model.LockConfiguration;
import software.amazon.awssdk.services.rbin.model.ResourceTag;
import software.amazon.awssdk.services.rbin.model.RetentionPeriod;
import software.amazon.awssdk.services.rbin.model.RetentionPeriodUnit;
import software.amazon.awssdk.services.rbin.model.RuleStatus;
import software.amazon.awssdk.services.rbin.model.UnlockDelay;
import software.amazon.awssdk.services.rbin.model.UnlockDelayUnit;

/** Retention rules as answers have them, and their tags as requests do (source section 2.6). */
final class RetentionRuleShape {
    private RetentionRuleShape() {}

    /** Fills an answer with those members of the rule that its model has; all answers tell the same of a rule. */
    static <B extends SdkPojo> B fill(B answer, RetentionRule rule, Instant now) {
        Map<String, Object> members = members(rule, now);
        for (SdkField<?> field : answer.sdkFields()) {
            Object value = members.get(field.memberName());
            if (value != null) {
                field.set(answer, value);
            }
        }
        return answer;
    }

    private static Map<String, Object> members(RetentionRule rule, Instant now) {
        Map<String, Object> members = new HashMap<>();
        members.put("Identifier", rule.id().value());
        members.put("RuleArn", arn(rule));
        members.put("ResourceType", rule.kind().name());
        members.put(
                "RetentionPeriod",
                RetentionPeriod.builder()
                        .retentionPeriodValue(rule.retentionDays())
                        .retentionPeriodUnit(RetentionPeriodUnit.DAYS)
                        .build());
        members.put("Description", rule.description());
        members.put("ResourceTags", write(rule.resourceTags()));
        members.put("ExcludeResourceTags", write(rule.excludedTags()));
        // A rule holds from the moment that it was made.
        members.put("Status", RuleStatus.AVAILABLE.toString());
        members.put("Tags", writeTags(rule.tags()));
        rule.lock().state(now).ifPresent(state -> members.put("LockState", state.wire()));
        switch (rule.lock()) {
            case RuleLock.Never _ -> {}
            case RuleLock.Locked locked -> members.put("LockConfiguration", delay(locked.unlockDelayDays()));
            case RuleLock.Unlocked unlocked -> {
                members.put("LockConfiguration", delay(unlocked.unlockDelayDays()));
                if (now.isBefore(unlocked.end())) {
                    members.put("LockEndTime", unlocked.end());
                }
            }
        }
        return members;
    }

    /** For example {@code arn:aws:rbin:eu-west-1:111111111111:rule/6lsJ2Fa9nh9}. */
    static String arn(RetentionRule rule) {
        return "arn:aws:rbin:" + rule.region() + ":" + rule.account() + ":rule/" + rule.id();
    }

    private static LockConfiguration delay(int days) {
        return LockConfiguration.builder()
                .unlockDelay(UnlockDelay.builder()
                        .unlockDelayValue(days)
                        .unlockDelayUnit(UnlockDelayUnit.DAYS)
                        .build())
                .build();
    }

    private static List<ResourceTag> write(List<Tag> tags) {
        return tags.stream()
                .map(tag -> ResourceTag.builder()
                        .resourceTagKey(tag.key())
                        .resourceTagValue(tag.value())
                        .build())
                .toList();
    }

    static List<software.amazon.awssdk.services.rbin.model.Tag> writeTags(List<Tag> tags) {
        return tags.stream()
                .map(tag -> software.amazon.awssdk.services.rbin.model.Tag.builder()
                        .key(tag.key())
                        .value(tag.value())
                        .build())
                .toList();
    }

    /** The tags that a rule looks at; one without a value is one with an empty value. */
    static List<Tag> resourceTags(List<ResourceTag> given) {
        List<Tag> tags = new ArrayList<>();
        for (ResourceTag tag : given) {
            tags.add(tag("resourceTagKey", tag.resourceTagKey(), tag.resourceTagValue()));
        }
        return tags;
    }

    /** The tags of a rule itself. */
    static List<Tag> tags(List<software.amazon.awssdk.services.rbin.model.Tag> given) {
        List<Tag> tags = new ArrayList<>();
        for (software.amazon.awssdk.services.rbin.model.Tag tag : given) {
            tags.add(tag("key", tag.key(), tag.value()));
        }
        return tags;
    }

    private static Tag tag(String keyName, @Nullable String key, @Nullable String value) {
        if (key == null) {
            throw ApiException.missing(keyName);
        }
        return new Tag(key, value == null ? "" : value);
    }
}
