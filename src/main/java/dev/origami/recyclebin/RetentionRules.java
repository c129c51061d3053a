package dev.origami.recyclebin;

import dev.origami.account.Caller;
import dev.origami.config.RecycleBinLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.RuleId;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The rules of retention rules (source section 2.6). They decide when something is deleted, and say nothing of what is
 * in the bin already. A locked rule stays as it is until it is unlocked and its delay is over.
 */
public final class RetentionRules {
    private static final Pattern DESCRIPTION = Pattern.compile("[\\S ]*");
    private static final int RESOURCE_TAG_KEY = 128;
    private static final int RESOURCE_TAG_VALUE = 256;

    private final Tags tags;
    private final InstantSource clock;
    private final RecycleBinLimits limits;

    public RetentionRules(Tags tags, InstantSource clock, RecycleBinLimits limits) {
        this.tags = tags;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Records a new rule of the caller's.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code ServiceQuotaExceededException}
     */
    public void insert(Transaction transaction, Caller caller, RetentionRule rule) {
        requireValid(rule);
        if (!(rule.lock() instanceof RuleLock.Never)) {
            requireLockable(rule);
        }
        tags.requireValid(rule.tags());
        List<RetentionRule> others = RetentionRuleTable.of(transaction.sql(), caller);
        if (others.size() >= limits.rules()) {
            throw quota("An account has at most " + limits.rules() + " retention rules in a region");
        }
        requireFewRulesPerTag(rule, others);
        RetentionRuleTable.put(transaction.sql(), rule);
    }

    /**
     * A rule of the caller's.
     *
     * @throws ApiException {@code RULE_NOT_FOUND}
     */
    public RetentionRule require(Handle sql, Caller caller, RuleId id) {
        return RetentionRuleTable.of(sql, caller).stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new ApiException(ErrorCode.RULE_NOT_FOUND, "The retention rule " + id + " does not exist"));
    }

    /** The caller's rules for a kind, by id. */
    public List<RetentionRule> all(Handle sql, Caller caller, RetainedKind kind) {
        return RetentionRuleTable.of(sql, caller).stream()
                .filter(rule -> rule.kind() == kind)
                .toList();
    }

    /**
     * Changes a rule.
     *
     * @return the rule as it is now
     * @throws ApiException {@code RULE_NOT_FOUND}, {@code InvalidParameterValue},
     *     {@code ServiceQuotaExceededException}; {@code ConflictException} while it is locked
     */
    public RetentionRule update(Transaction transaction, Caller caller, RuleId id, RuleChange change) {
        RetentionRule changed = requireOpen(transaction, caller, id).with(change);
        requireValid(changed);
        List<RetentionRule> others = RetentionRuleTable.of(transaction.sql(), caller).stream()
                .filter(rule -> !rule.id().equals(id))
                .toList();
        requireFewRulesPerTag(changed, others);
        RetentionRuleTable.put(transaction.sql(), changed);
        return changed;
    }

    /** Deletes a rule; what it has put into the bin stays there for its time. The exceptions are {@link #update}'s. */
    public void delete(Transaction transaction, Caller caller, RuleId id) {
        RetentionRule _ = requireOpen(transaction, caller, id);
        RetentionRuleTable.delete(transaction.sql(), id);
    }

    /**
     * Locks a rule for the region, also one whose unlocking has begun.
     *
     * @throws ApiException {@code RULE_NOT_FOUND}, {@code InvalidParameterValue}; {@code ConflictException} when it is
     *     locked
     */
    public RetentionRule lock(Transaction transaction, Caller caller, RuleId id, int unlockDelayDays) {
        RetentionRule rule = require(transaction.sql(), caller, id);
        if (rule.lock() instanceof RuleLock.Locked) {
            throw conflict("The retention rule " + id + " is locked already");
        }
        RetentionRule locked = rule.with(new RuleLock.Locked(unlockDelayDays));
        requireLockable(locked);
        RetentionRuleTable.put(transaction.sql(), locked);
        return locked;
    }

    /**
     * Begins the unlocking of a rule: it is open when its delay has passed.
     *
     * @throws ApiException {@code RULE_NOT_FOUND}; {@code ConflictException} when it is not locked
     */
    public RetentionRule unlock(Transaction transaction, Caller caller, RuleId id) {
        RetentionRule rule = require(transaction.sql(), caller, id);
        if (!(rule.lock() instanceof RuleLock.Locked locked)) {
            throw conflict("The retention rule " + id + " is not locked");
        }
        int days = locked.unlockDelayDays();
        RetentionRule unlocked =
                rule.with(new RuleLock.Unlocked(days, clock.instant().plus(Duration.ofDays(days))));
        RetentionRuleTable.put(transaction.sql(), unlocked);
        return unlocked;
    }

    /**
     * Puts tags on a rule, locked or not; equal keys are overwritten.
     *
     * @throws ApiException {@code RULE_NOT_FOUND}, {@code InvalidParameterValue}, {@code TagLimitExceeded}
     */
    public void tag(Transaction transaction, Caller caller, RuleId id, List<Tag> added) {
        RetentionRule rule = require(transaction.sql(), caller, id);
        tags.requireValid(added);
        Map<String, Tag> byKey = new LinkedHashMap<>();
        rule.tags().forEach(tag -> byKey.put(tag.key(), tag));
        added.forEach(tag -> byKey.put(tag.key(), tag));
        List<Tag> all = new ArrayList<>(byKey.values());
        tags.requireValid(all);
        RetentionRuleTable.put(transaction.sql(), rule.withTags(all));
    }

    /** Takes tags off a rule; keys that it does not have are no fault. */
    public void untag(Transaction transaction, Caller caller, RuleId id, Collection<String> keys) {
        RetentionRule rule = require(transaction.sql(), caller, id);
        List<Tag> left =
                rule.tags().stream().filter(tag -> !keys.contains(tag.key())).toList();
        RetentionRuleTable.put(transaction.sql(), rule.withTags(left));
    }

    /** How long a resource of the caller's is kept that is deleted now: the longest of all rules that keep it. */
    public Optional<Duration> retention(Handle sql, Caller caller, RetainedKind kind, List<Tag> tagsOfResource) {
        return all(sql, caller, kind).stream()
                .filter(rule -> rule.keeps(tagsOfResource))
                .map(rule -> Duration.ofDays(rule.retentionDays()))
                .max(Comparator.naturalOrder());
    }

    private RetentionRule requireOpen(Transaction transaction, Caller caller, RuleId id) {
        RetentionRule rule = require(transaction.sql(), caller, id);
        if (!rule.lock().isOpen(clock.instant())) {
            throw conflict("The retention rule " + id + " is locked, or its unlock delay is not over");
        }
        return rule;
    }

    private void requireValid(RetentionRule rule) {
        int longest = switch (rule.kind()) {
            case EBS_SNAPSHOT, EC2_IMAGE -> limits.retentionDays();
            case EBS_VOLUME -> limits.volumeRetentionDays();
        };
        requireBetween("retentionPeriodValue", rule.retentionDays(), 1, longest);
        String description = rule.description();
        if (description.length() > limits.descriptionLength()
                || !DESCRIPTION.matcher(description).matches()) {
            throw ApiException.invalidValue(
                    "description",
                    description,
                    "Expecting one line of at most " + limits.descriptionLength() + " characters.");
        }
        requireTags("resourceTags", rule.resourceTags(), limits.resourceTags());
        requireTags("excludeResourceTags", rule.excludedTags(), limits.excludedTags());
        if (!rule.resourceTags().isEmpty() && !rule.excludedTags().isEmpty()) {
            throw ApiException.invalidValue(
                    "excludeResourceTags",
                    rule.excludedTags().getFirst().key(),
                    "A rule with resource tags has no exclusion tags.");
        }
    }

    private static void requireTags(String name, List<Tag> given, int most) {
        if (given.size() > most) {
            throw ApiException.invalidValue(
                    name, Integer.toString(given.size()), "Expecting at most " + most + " tags.");
        }
        if (new HashSet<>(given).size() < given.size()) {
            throw ApiException.invalidValue(name, given.getLast().key(), "A tag is given twice.");
        }
        for (Tag tag : given) {
            if (tag.key().isEmpty() || tag.key().length() > RESOURCE_TAG_KEY) {
                throw ApiException.invalidValue(
                        name, tag.key(), "Tag keys have 1 to " + RESOURCE_TAG_KEY + " characters.");
            }
            if (tag.value().length() > RESOURCE_TAG_VALUE) {
                throw ApiException.invalidValue(
                        name, tag.value(), "Tag values have at most " + RESOURCE_TAG_VALUE + " characters.");
            }
        }
    }

    private void requireFewRulesPerTag(RetentionRule rule, List<RetentionRule> others) {
        for (Tag tag : rule.resourceTags()) {
            long users = others.stream()
                    .filter(other -> other.kind() == rule.kind())
                    .filter(other -> other.resourceTags().contains(tag))
                    .count();
            if (users >= limits.rulesPerTag()) {
                throw quota(
                        "The tag " + tag.key() + "=" + tag.value() + " is in " + users + " retention rules already");
            }
        }
    }

    private void requireLockable(RetentionRule rule) {
        if (!rule.isOfRegion()) {
            throw ApiException.invalidValue(
                    "lockConfiguration",
                    rule.id().value(),
                    "Only a rule without resource tags and exclusion tags can be locked.");
        }
        if (rule.lock() instanceof RuleLock.Locked locked) {
            requireBetween(
                    "unlockDelayValue",
                    locked.unlockDelayDays(),
                    limits.shortestUnlockDays(),
                    limits.longestUnlockDays());
        }
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw ApiException.invalidValue(
                    name, Integer.toString(value), "Expecting " + least + " to " + most + " days.");
        }
    }

    private static ApiException conflict(String text) {
        return new ApiException(ErrorCode.INVALID_RULE_STATE, text);
    }

    private static ApiException quota(String text) {
        return new ApiException(ErrorCode.RULE_QUOTA_EXCEEDED, text);
    }
}
