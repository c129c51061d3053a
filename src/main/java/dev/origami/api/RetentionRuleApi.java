package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.RuleId;
import dev.origami.recyclebin.RetainedKind;
import dev.origami.recyclebin.RetentionRule;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.recyclebin.RuleChange;
import dev.origami.recyclebin.RuleLock;
import dev.origami.tag.Tag;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rbin.model.CreateRuleRequest;
import software.amazon.awssdk.services.rbin.model.CreateRuleResponse;
import software.amazon.awssdk.services.rbin.model.DeleteRuleRequest;
import software.amazon.awssdk.services.rbin.model.DeleteRuleResponse;
import software.amazon.awssdk.services.rbin.model.GetRuleRequest;
import software.amazon.awssdk.services.rbin.model.GetRuleResponse;
import software.amazon.awssdk.services.rbin.model.ListRulesRequest;
import software.amazon.awssdk.services.rbin.model.ListRulesResponse;
import software.amazon.awssdk.services.rbin.model.LockConfiguration;
import software.amazon.awssdk.services.rbin.model.LockRuleRequest;
import software.amazon.awssdk.services.rbin.model.LockRuleResponse;
import software.amazon.awssdk.services.rbin.model.RetentionPeriod;
import software.amazon.awssdk.services.rbin.model.RuleSummary;
import software.amazon.awssdk.services.rbin.model.UnlockDelay;
import software.amazon.awssdk.services.rbin.model.UnlockRuleRequest;
import software.amazon.awssdk.services.rbin.model.UnlockRuleResponse;
import software.amazon.awssdk.services.rbin.model.UpdateRuleRequest;
import software.amazon.awssdk.services.rbin.model.UpdateRuleResponse;

/** The retention rules of the Recycle Bin: made, looked at, changed and locked (source section 2.6). */
public final class RetentionRuleApi {
    private static final PageRange PAGES = PageRange.of(1, 1000);
    private static final String DAYS = "DAYS";

    private final Database database;
    private final RetentionRules rules;
    private final Paging paging;
    private final InstantSource clock;

    public RetentionRuleApi(Database database, RetentionRules rules, Paging paging, InstantSource clock) {
        this.database = database;
        this.rules = rules;
        this.paging = paging;
        this.clock = clock;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.rbin("CreateRule", CreateRuleRequest::builder, this::createRule)
                .requires("RetentionPeriod.RetentionPeriodValue", "RetentionPeriod.RetentionPeriodUnit", "ResourceType")
                .honours("Description", "Tags.*", "ResourceTags.*", "ExcludeResourceTags.*", "LockConfiguration.*"));
        table.add(Operation.rbin("GetRule", GetRuleRequest::builder, this::getRule)
                .requires("Identifier"));
        table.add(Operation.rbin("ListRules", ListRulesRequest::builder, this::listRules)
                .requires("ResourceType")
                .honours("ResourceTags.*", "ExcludeResourceTags.*", "LockState", "MaxResults", "NextToken"));
        table.add(Operation.rbin("UpdateRule", UpdateRuleRequest::builder, this::updateRule)
                .requires("Identifier")
                .honours("RetentionPeriod.*", "Description", "ResourceTags.*", "ExcludeResourceTags.*"));
        table.add(Operation.rbin("DeleteRule", DeleteRuleRequest::builder, this::deleteRule)
                .requires("Identifier"));
        table.add(Operation.rbin("LockRule", LockRuleRequest::builder, this::lockRule)
                .requires("Identifier")
                .requires("LockConfiguration.UnlockDelay.UnlockDelayValue")
                .requires("LockConfiguration.UnlockDelay.UnlockDelayUnit"));
        table.add(Operation.rbin("UnlockRule", UnlockRuleRequest::builder, this::unlockRule)
                .requires("Identifier"));
    }

    private CreateRuleResponse createRule(Caller caller, CreateRuleRequest request) {
        LockConfiguration lock = request.lockConfiguration();
        RetentionRule rule = new RetentionRule(
                RuleId.create(),
                caller.account(),
                caller.region(),
                RetainedKind.parse(request.resourceTypeAsString()),
                days(request.retentionPeriod()),
                request.description() == null ? "" : request.description(),
                RetentionRuleShape.resourceTags(request.resourceTags()),
                RetentionRuleShape.resourceTags(request.excludeResourceTags()),
                lock == null ? new RuleLock.Never() : new RuleLock.Locked(unlockDays(lock)),
                RetentionRuleShape.tags(request.tags()));
        database.writing(transaction -> rules.insert(transaction, caller, rule));
        return RetentionRuleShape.fill(CreateRuleResponse.builder(), rule, clock.instant())
                .build();
    }

    private GetRuleResponse getRule(Caller caller, GetRuleRequest request) {
        RuleId id = RuleId.parse(request.identifier());
        RetentionRule rule = database.read(sql -> rules.require(sql, caller, id));
        return RetentionRuleShape.fill(GetRuleResponse.builder(), rule, clock.instant())
                .build();
    }

    private ListRulesResponse listRules(Caller caller, ListRulesRequest request) {
        RetainedKind kind = RetainedKind.parse(request.resourceTypeAsString());
        List<Tag> resourceTags = RetentionRuleShape.resourceTags(request.resourceTags());
        List<Tag> excludedTags = RetentionRuleShape.resourceTags(request.excludeResourceTags());
        Predicate<RetentionRule> lockState = lockState(request.lockStateAsString());
        List<RetentionRule> all = database.read(sql -> rules.all(sql, caller, kind)).stream()
                .filter(rule -> rule.resourceTags().containsAll(resourceTags))
                .filter(rule -> rule.excludedTags().containsAll(excludedTags))
                .filter(lockState)
                .toList();
        Page<RetentionRule> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                all,
                rule -> rule.id().value());
        return ListRulesResponse.builder()
                .rules(page.items().stream()
                        .map(rule -> RetentionRuleShape.fill(RuleSummary.builder(), rule, clock.instant())
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private Predicate<RetentionRule> lockState(@Nullable String wire) {
        if (wire == null) {
            return _ -> true;
        }
        RuleLock.State wanted = Arrays.stream(RuleLock.State.values())
                .filter(state -> state.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> ApiException.invalidValue(
                        "lockState", wire, "Expecting one of locked, pending_unlock and unlocked."));
        return rule -> rule.lock().state(clock.instant()).equals(Optional.of(wanted));
    }

    private UpdateRuleResponse updateRule(Caller caller, UpdateRuleRequest request) {
        RuleId id = RuleId.parse(request.identifier());
        RuleChange change = new RuleChange(
                Optional.ofNullable(request.retentionPeriod()).map(RetentionRuleApi::days),
                Optional.ofNullable(request.description()),
                request.hasResourceTags()
                        ? Optional.of(RetentionRuleShape.resourceTags(request.resourceTags()))
                        : Optional.empty(),
                request.hasExcludeResourceTags()
                        ? Optional.of(RetentionRuleShape.resourceTags(request.excludeResourceTags()))
                        : Optional.empty());
        RetentionRule rule = database.write(transaction -> rules.update(transaction, caller, id, change));
        return RetentionRuleShape.fill(UpdateRuleResponse.builder(), rule, clock.instant())
                .build();
    }

    private DeleteRuleResponse deleteRule(Caller caller, DeleteRuleRequest request) {
        RuleId id = RuleId.parse(request.identifier());
        database.writing(transaction -> rules.delete(transaction, caller, id));
        return DeleteRuleResponse.builder().build();
    }

    private LockRuleResponse lockRule(Caller caller, LockRuleRequest request) {
        RuleId id = RuleId.parse(request.identifier());
        int days = unlockDays(request.lockConfiguration());
        RetentionRule rule = database.write(transaction -> rules.lock(transaction, caller, id, days));
        return RetentionRuleShape.fill(LockRuleResponse.builder(), rule, clock.instant())
                .build();
    }

    private UnlockRuleResponse unlockRule(Caller caller, UnlockRuleRequest request) {
        RuleId id = RuleId.parse(request.identifier());
        RetentionRule rule = database.write(transaction -> rules.unlock(transaction, caller, id));
        return RetentionRuleShape.fill(UnlockRuleResponse.builder(), rule, clock.instant())
                .build();
    }

    private static int days(RetentionPeriod period) {
        requireDays("retentionPeriodUnit", period.retentionPeriodUnitAsString());
        return given("retentionPeriodValue", period.retentionPeriodValue());
    }

    private static int unlockDays(LockConfiguration lock) {
        UnlockDelay delay = lock.unlockDelay();
        if (delay == null) {
            throw ApiException.missing("unlockDelay");
        }
        requireDays("unlockDelayUnit", delay.unlockDelayUnitAsString());
        return given("unlockDelayValue", delay.unlockDelayValue());
    }

    private static int given(String name, @Nullable Integer value) {
        if (value == null) {
            throw ApiException.missing(name);
        }
        return value;
    }

    private static void requireDays(String name, @Nullable String unit) {
        if (unit == null) {
            throw ApiException.missing(name);
        }
        if (!unit.equals(DAYS)) {
            throw ApiException.invalidValue(name, unit, "Expecting " + DAYS + ".");
        }
    }
}
