package dev.origami.api;

import static dev.origami.api.ResourceWorld.ALICE;
import static dev.origami.api.ResourceWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.id.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.rbin.RbinClient;
import software.amazon.awssdk.services.rbin.model.ConflictException;
import software.amazon.awssdk.services.rbin.model.ConflictExceptionReason;
import software.amazon.awssdk.services.rbin.model.CreateRuleRequest;
import software.amazon.awssdk.services.rbin.model.CreateRuleResponse;
import software.amazon.awssdk.services.rbin.model.GetRuleResponse;
import software.amazon.awssdk.services.rbin.model.ListRulesResponse;
import software.amazon.awssdk.services.rbin.model.LockState;
import software.amazon.awssdk.services.rbin.model.ResourceNotFoundException;
import software.amazon.awssdk.services.rbin.model.ResourceNotFoundExceptionReason;
import software.amazon.awssdk.services.rbin.model.ResourceTag;
import software.amazon.awssdk.services.rbin.model.ResourceType;
import software.amazon.awssdk.services.rbin.model.RuleStatus;
import software.amazon.awssdk.services.rbin.model.RuleSummary;
import software.amazon.awssdk.services.rbin.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.rbin.model.Tag;
import software.amazon.awssdk.services.rbin.model.UnlockRuleResponse;
import software.amazon.awssdk.services.rbin.model.UpdateRuleResponse;
import software.amazon.awssdk.services.rbin.model.ValidationException;
import software.amazon.awssdk.services.rbin.model.ValidationExceptionReason;

/** Retention rules through the SDK's own client: what it sends is read, and it reads what is answered. */
class RetentionRuleApiTest {
    private static final String UNKNOWN = "abcdefghijk";

    @TempDir
    Path directory;

    private ResourceWorld world;
    private RbinClient rbin;

    @BeforeEach
    void open() throws IOException {
        world = new ResourceWorld(directory);
        rbin = world.rbin(ALICE);
    }

    @AfterEach
    void close() throws IOException {
        rbin.close();
        world.close();
    }

    @Test
    void aRuleIsToldAsItWasMade() {
        CreateRuleResponse made = create(rule -> rule.description("for a week")
                .tags(Tag.builder().key("team").value("ops").build())
                .resourceTags(tag("keep", "yes"), tag("keep", "")));

        assertThat(made.identifier()).matches("[0-9a-zA-Z]{11}");
        assertThat(made.ruleArn()).isEqualTo("arn:aws:rbin:eu-west-1:111111111111:rule/" + made.identifier());
        assertThat(made.status()).isEqualTo(RuleStatus.AVAILABLE);
        assertThat(made.lockState()).isNull();
        assertThat(made.tags())
                .containsExactly(Tag.builder().key("team").value("ops").build());
        GetRuleResponse told = rbin.getRule(r -> r.identifier(made.identifier()));
        assertThat(told.description()).isEqualTo("for a week");
        assertThat(told.resourceType()).isEqualTo(ResourceType.EBS_SNAPSHOT);
        assertThat(told.retentionPeriod()).isEqualTo(made.retentionPeriod());
        assertThat(told.retentionPeriod().retentionPeriodValue()).isEqualTo(7);
        assertThat(told.resourceTags()).containsExactly(tag("keep", "yes"), tag("keep", ""));
        assertThat(told.excludeResourceTags()).isEmpty();
        assertThat(told.ruleArn()).isEqualTo(made.ruleArn());
    }

    @Test
    void anUpdateChangesWhatItSaysAndNothingElse() {
        String id = create(rule -> rule.description("one").excludeResourceTags(tag("not", "me")))
                .identifier();

        UpdateRuleResponse changed = rbin.updateRule(r ->
                r.identifier(id).retentionPeriod(p -> p.retentionPeriodValue(30).retentionPeriodUnit("DAYS")));

        assertThat(changed.description()).isEqualTo("one");
        assertThat(changed.excludeResourceTags()).containsExactly(tag("not", "me"));
        assertThat(changed.retentionPeriod().retentionPeriodValue()).isEqualTo(30);
        UpdateRuleResponse tagged = rbin.updateRule(r ->
                r.identifier(id).description("").excludeResourceTags(List.of()).resourceTags(tag("keep", "yes")));
        assertThat(tagged.excludeResourceTags()).isEmpty();
        assertThat(tagged.resourceTags()).containsExactly(tag("keep", "yes"));
        assertThat(rbin.getRule(r -> r.identifier(id)).description()).isEmpty();
        invalid(() -> rbin.updateRule(r -> r.identifier(id).excludeResourceTags(tag("not", "me"))));
        // What a rule is for stays.
        invalid(() -> rbin.updateRule(r -> r.identifier(id).resourceType("EC2_IMAGE")));

        rbin.deleteRule(r -> r.identifier(id));
        unknown(() -> rbin.getRule(r -> r.identifier(id)));
    }

    @Test
    void whatIsLockedStaysUntilItsDelayIsOver() {
        String id = create(rule -> {}).identifier();
        assertThat(rbin.lockRule(r -> r.identifier(id).lockConfiguration(l -> l.unlockDelay(days(7))))
                        .lockState())
                .isEqualTo(LockState.LOCKED);
        conflict(() -> rbin.deleteRule(r -> r.identifier(id)));
        conflict(() -> rbin.updateRule(r -> r.identifier(id).description("other")));
        conflict(() -> rbin.lockRule(r -> r.identifier(id).lockConfiguration(l -> l.unlockDelay(days(8)))));

        UnlockRuleResponse unlocked = rbin.unlockRule(r -> r.identifier(id));

        Instant end = world.now.plus(Duration.ofDays(7));
        assertThat(unlocked.lockState()).isEqualTo(LockState.PENDING_UNLOCK);
        assertThat(unlocked.lockEndTime()).isEqualTo(end);
        conflict(() -> rbin.unlockRule(r -> r.identifier(id)));
        world.now = end.minusMillis(1);
        conflict(() -> rbin.updateRule(r -> r.identifier(id).description("other")));
        assertThat(states("pending_unlock")).containsExactly(id);
        world.now = end;
        assertThat(states("unlocked")).containsExactly(id);
        GetRuleResponse open = rbin.getRule(r -> r.identifier(id));
        assertThat(open.lockState()).isEqualTo(LockState.UNLOCKED);
        assertThat(open.lockEndTime()).isNull();
        assertThat(open.lockConfiguration().unlockDelay().unlockDelayValue()).isEqualTo(7);
        assertThat(rbin.updateRule(r -> r.identifier(id).description("other")).lockState())
                .isEqualTo(LockState.UNLOCKED);
        // It can be locked again, and while its unlocking is under way, too.
        for (int i = 0; i < 2; i++) {
            var _ = rbin.lockRule(r -> r.identifier(id).lockConfiguration(l -> l.unlockDelay(days(30))));
            var _ = rbin.unlockRule(r -> r.identifier(id));
        }
        assertThat(states("pending_unlock")).containsExactly(id);
    }

    @Test
    void onlyARuleOfTheRegionIsLocked() {
        CreateRuleResponse locked = create(rule -> rule.lockConfiguration(l -> l.unlockDelay(days(30))));
        assertThat(locked.lockState()).isEqualTo(LockState.LOCKED);
        assertThat(locked.lockConfiguration().unlockDelay().unlockDelayValue()).isEqualTo(30);
        invalid(() -> create(rule -> rule.lockConfiguration(l -> l.unlockDelay(days(6)))));
        invalid(() -> create(rule -> rule.lockConfiguration(l -> l.unlockDelay(days(31)))));
        invalid(() -> create(rule -> rule.resourceTags(tag("a", "b")).lockConfiguration(l -> l.unlockDelay(days(7)))));
        String tagged = create(rule -> rule.excludeResourceTags(tag("a", "b"))).identifier();
        invalid(() -> rbin.lockRule(r -> r.identifier(tagged).lockConfiguration(l -> l.unlockDelay(days(7)))));
        conflict(() -> rbin.unlockRule(r -> r.identifier(tagged)));
    }

    @Test
    void listingsAreByKindAndByPages() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(create(rule -> rule.resourceTags(tag("keep", "yes"))).identifier());
        }
        String image = create(rule -> rule.resourceType(ResourceType.EC2_IMAGE).resourceTags(tag("keep", "yes")))
                .identifier();
        String other =
                create(rule -> rule.excludeResourceTags(tag("not", "me"))).identifier();
        List<String> listed = new ArrayList<>();
        ListRulesResponse page = rbin.listRules(r ->
                r.resourceType("EBS_SNAPSHOT").resourceTags(tag("keep", "yes")).maxResults(2));
        while (true) {
            assertThat(page.rules()).hasSizeLessThanOrEqualTo(2);
            listed.addAll(page.rules().stream().map(RuleSummary::identifier).toList());
            String token = page.nextToken();
            if (token == null) {
                break;
            }
            page = rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT")
                    .resourceTags(tag("keep", "yes"))
                    .maxResults(2)
                    .nextToken(token));
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(made).isSorted();
        assertThat(rbin.listRules(r -> r.resourceType("EC2_IMAGE")).rules())
                .extracting(RuleSummary::identifier)
                .containsExactly(image);
        assertThat(rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT").excludeResourceTags(tag("not", "me")))
                        .rules())
                .extracting(RuleSummary::identifier)
                .containsExactly(other);
        assertThatThrownBy(
                        () -> rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT").nextToken("nonsense")))
                .isInstanceOfSatisfying(
                        ValidationException.class,
                        e -> assertThat(e.reason()).isEqualTo(ValidationExceptionReason.INVALID_PAGE_TOKEN));
        invalid(() -> rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT").maxResults(0)));
        invalid(() -> rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT").maxResults(1001)));
        invalid(() -> rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT").lockState("open")));
        // The same tag is in five rules already, and for another kind that does not count.
        quota(() -> create(rule -> rule.resourceTags(tag("keep", "yes"))));
    }

    @Test
    void tagsOfARule() {
        CreateRuleResponse made =
                create(rule -> rule.tags(Tag.builder().key("a").value("1").build()));
        String arn = made.ruleArn();
        rbin.tagResource(r -> r.resourceArn(arn)
                .tags(
                        Tag.builder().key("a").value("2").build(),
                        Tag.builder().key("b & c").value("").build(),
                        Tag.builder().key("d").value("3").build()));
        rbin.untagResource(r -> r.resourceArn(arn).tagKeys("d", "nothing", "b & c"));

        assertThat(rbin.listTagsForResource(r -> r.resourceArn(arn)).tags())
                .containsExactly(Tag.builder().key("a").value("2").build());
        List<Tag> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(Tag.builder().key("k" + i).value("").build());
        }
        quota(() -> rbin.tagResource(r -> r.resourceArn(arn).tags(many)));
        invalid(() -> rbin.tagResource(r ->
                r.resourceArn(arn).tags(Tag.builder().key("aws:x").value("").build())));
        invalid(() -> rbin.listTagsForResource(r -> r.resourceArn("arn:aws:ec2:x")));
        unknown(() -> rbin.listTagsForResource(r -> r.resourceArn(arn.replace("111111111111", "222222222222"))));
        unknown(() -> rbin.listTagsForResource(r -> r.resourceArn(arn.replace("eu-west-1", "us-east-1"))));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        invalid(() -> create(
                rule -> rule.retentionPeriod(p -> p.retentionPeriodValue(0).retentionPeriodUnit("DAYS"))));
        invalid(() -> create(
                rule -> rule.retentionPeriod(p -> p.retentionPeriodValue(366).retentionPeriodUnit("DAYS"))));
        invalid(() -> create(
                rule -> rule.retentionPeriod(p -> p.retentionPeriodValue(1).retentionPeriodUnit("WEEKS"))));
        invalid(() -> create(rule -> rule.retentionPeriod(p -> p.retentionPeriodValue(1))));
        invalid(() -> create(rule -> rule.resourceType("EBS_VOLUME")
                .retentionPeriod(p -> p.retentionPeriodValue(8).retentionPeriodUnit("DAYS"))));
        invalid(() -> create(rule -> rule.resourceType("OTHER")));
        invalid(() -> create(rule -> rule.description("two\nlines")));
        invalid(() -> create(rule -> rule.description("x".repeat(256))));
        invalid(() -> create(rule -> rule.resourceTags(tag("", "x"))));
        invalid(() -> create(rule -> rule.resourceTags(tag("x", "x"), tag("x", "x"))));
        invalid(() -> create(rule -> rule.resourceTags(tag("a", "b")).excludeResourceTags(tag("c", "d"))));
        invalid(() -> create(rule -> rule.excludeResourceTags(
                tag("a", ""), tag("b", ""), tag("c", ""), tag("d", ""), tag("e", ""), tag("f", ""))));
        invalid(() -> rbin.getRule(r -> r.identifier("short")));
        unknown(() -> rbin.getRule(r -> r.identifier(UNKNOWN)));
        unknown(() -> rbin.deleteRule(r -> r.identifier(UNKNOWN)));
        unknown(() -> rbin.unlockRule(r -> r.identifier(UNKNOWN)));
    }

    @Test
    void rulesAreOfAnAccountAndARegion() {
        String id = create(rule -> {}).identifier();
        try (RbinClient bob = world.rbin(BOB);
                RbinClient elsewhere =
                        world.rbin(new Caller(ALICE.account(), new Region("us-east-1"), ALICE.service()))) {
            unknown(() -> bob.deleteRule(r -> r.identifier(id)));
            unknown(() -> elsewhere.getRule(r -> r.identifier(id)));
            assertThat(bob.listRules(r -> r.resourceType("EBS_SNAPSHOT")).rules())
                    .isEmpty();
        }
        for (int i = 1; i < 250; i++) {
            var _ = create(rule -> {});
        }
        quota(() -> create(rule -> {}));
    }

    /** A rule for snapshots, for a week, if the request does not say otherwise. */
    private CreateRuleResponse create(Consumer<CreateRuleRequest.Builder> more) {
        return rbin.createRule(rule -> more.accept(rule.resourceType(ResourceType.EBS_SNAPSHOT)
                .retentionPeriod(p -> p.retentionPeriodValue(7).retentionPeriodUnit("DAYS"))));
    }

    private List<String> states(String state) {
        return rbin.listRules(r -> r.resourceType("EBS_SNAPSHOT").lockState(state)).rules().stream()
                .map(RuleSummary::identifier)
                .toList();
    }

    private static Consumer<software.amazon.awssdk.services.rbin.model.UnlockDelay.Builder> days(int value) {
        return delay -> delay.unlockDelayValue(value).unlockDelayUnit("DAYS");
    }

    private static ResourceTag tag(String key, String value) {
        return ResourceTag.builder().resourceTagKey(key).resourceTagValue(value).build();
    }

    private static void invalid(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ValidationException.class, e -> {
            assertThat(e.reason()).isIn(ValidationExceptionReason.INVALID_PARAMETER_VALUE);
            assertThat(e.awsErrorDetails().errorMessage()).isNotBlank();
        });
    }

    private static void unknown(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ResourceNotFoundException.class,
                        e -> assertThat(e.reason()).isEqualTo(ResourceNotFoundExceptionReason.RULE_NOT_FOUND));
    }

    private static void conflict(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.reason()).isEqualTo(ConflictExceptionReason.INVALID_RULE_STATE));
    }

    private static void quota(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ServiceQuotaExceededException.class);
    }
}
