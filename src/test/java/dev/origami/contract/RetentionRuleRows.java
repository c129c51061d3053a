package dev.origami.contract;

import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import dev.origami.protocol.WireReply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Recycle Bin's own service, whose requests are paths and JSON. */
final class RetentionRuleRows {
    private static final String KIND = "\"ResourceType\":\"EBS_SNAPSHOT\"";
    private static final String OTHER_KIND = "\"ResourceType\":\"EC2_IMAGE\"";
    private static final String PERIOD = period(7, "DAYS");
    private static final String UNKNOWN = "00000000000";

    private RetentionRuleRows() {}

    static List<Rows> all() {
        return List.of(
                createRule(),
                ofIdentifier("GetRule", (f, id) -> ask(f, "GET", "/rules/" + id, "", "")),
                listRules(),
                updateRule(),
                ofIdentifier("DeleteRule", (f, id) -> ask(f, "DELETE", "/rules/" + id, "", "")),
                lockRule(),
                Rows.of("UnlockRule")
                        .row(new Row(
                                "UnlockRule",
                                "Identifier",
                                f -> ask(f, "PATCH", "/rules/" + rule(f, lock(7, "DAYS")) + "/unlock", "", ""),
                                f -> ask(f, "PATCH", "/rules/" + UNKNOWN + "/unlock", "", ""))),
                tagResource(),
                untagResource(),
                Rows.of("ListTagsForResource")
                        .row(new Row(
                                "ListTagsForResource",
                                "ResourceArn",
                                f -> ask(f, "GET", tagsPath(rule(f)), "", ""),
                                f -> ask(f, "GET", tagsPath(UNKNOWN), "", ""))));
    }

    private interface OfRule {
        String ask(Fixtures fixtures, String id);
    }

    private static Rows ofIdentifier(String operation, OfRule asked) {
        return Rows.of(operation).row(identified(operation, asked));
    }

    private static Row identified(String operation, OfRule asked) {
        return new Row(operation, "Identifier", f -> asked.ask(f, rule(f)), f -> asked.ask(f, UNKNOWN));
    }

    private static Rows createRule() {
        return Rows.of("CreateRule")
                .row(new Row(
                        "CreateRule",
                        "RetentionPeriod.RetentionPeriodValue",
                        f -> create(f, KIND, PERIOD),
                        f -> create(f, KIND, period(8, "DAYS"))))
                .row(new Row(
                        "CreateRule",
                        "RetentionPeriod.RetentionPeriodUnit",
                        f -> create(f, KIND, PERIOD),
                        f -> create(f, KIND, period(7, "WEEKS"))))
                .row(new Row(
                        "CreateRule", "ResourceType", f -> create(f, KIND, PERIOD), f -> create(f, OTHER_KIND, PERIOD)))
                .row(creating("Description", "\"Description\":\"one\"", "\"Description\":\"other\""))
                .row(creating("Tags.Key", tag("a", "1"), tag("b", "1")))
                .row(creating("Tags.Value", tag("a", "1"), tag("a", "2")))
                .row(creating("ResourceTags.ResourceTagKey", kept("a", "1"), kept("b", "1")))
                .row(creating("ResourceTags.ResourceTagValue", kept("a", "1"), kept("a", "2")))
                .row(creating("ExcludeResourceTags.ResourceTagKey", excluded("a", "1"), excluded("b", "1")))
                .row(creating("ExcludeResourceTags.ResourceTagValue", excluded("a", "1"), excluded("a", "2")))
                .row(creating("LockConfiguration.UnlockDelay.UnlockDelayValue", lock(7, "DAYS"), lock(8, "DAYS")))
                .row(creating("LockConfiguration.UnlockDelay.UnlockDelayUnit", lock(7, "DAYS"), lock(7, "WEEKS")));
    }

    private static Row creating(String member, String one, String other) {
        return new Row("CreateRule", member, f -> create(f, KIND, PERIOD, one), f -> create(f, KIND, PERIOD, other));
    }

    private static Rows listRules() {
        return Rows.of("ListRules")
                .row(listing("ResourceTags.ResourceTagKey", f -> kept(f, "", "1"), f -> kept(f, "other", "1")))
                .row(listing("ResourceTags.ResourceTagValue", f -> kept(f, "", "1"), f -> kept(f, "", "2")))
                .row(listing(
                        "ExcludeResourceTags.ResourceTagKey",
                        f -> excluded(f, "", "1"),
                        f -> excluded(f, "other", "1")))
                .row(listing(
                        "ExcludeResourceTags.ResourceTagValue", f -> excluded(f, "", "1"), f -> excluded(f, "", "2")))
                .row(new Row(
                        "ListRules",
                        "ResourceType",
                        f -> list(f, KIND, kept(f, "", "1")),
                        f -> list(f, OTHER_KIND, kept(f, "", "1"))))
                .row(new Row(
                        "ListRules",
                        "LockState",
                        f -> {
                            String _ = rule(f, lock(7, "DAYS"));
                            return list(f, KIND, "\"LockState\":\"locked\"");
                        },
                        f -> list(f, KIND, "\"LockState\":\"unlocked\"")))
                .row(listing("MaxResults", _ -> "\"MaxResults\":1000", _ -> "\"MaxResults\":1001"))
                .row(listing("NextToken", _ -> "\"MaxResults\":1000", _ -> "\"NextToken\":\"nonsense\""));
    }

    private static Row listing(String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
        return new Row("ListRules", member, f -> list(f, KIND, one.apply(f)), f -> list(f, KIND, other.apply(f)));
    }

    /** A rule is made with a new tag; what asks for that tag, or for one that is otherwise. */
    private static String kept(Fixtures fixtures, String keyAdded, String value) {
        String key = fixtures.fresh("name");
        String _ = rule(fixtures, kept(key, "1"));
        return kept(key + keyAdded, value);
    }

    private static String excluded(Fixtures fixtures, String keyAdded, String value) {
        String key = fixtures.fresh("name");
        String _ = rule(fixtures, excluded(key, "1"));
        return excluded(key + keyAdded, value);
    }

    private static String list(Fixtures fixtures, String... members) {
        return ask(fixtures, "POST", "/list-rules", "", body(members));
    }

    private static Rows updateRule() {
        return Rows.of("UpdateRule")
                .row(identified("UpdateRule", (f, id) -> ask(f, "PATCH", "/rules/" + id, "", "")))
                .row(updating("RetentionPeriod.RetentionPeriodValue", period(1, "DAYS"), period(2, "DAYS")))
                .row(updating("RetentionPeriod.RetentionPeriodUnit", period(1, "DAYS"), period(1, "WEEKS")))
                .row(updating("Description", "\"Description\":\"one\"", "\"Description\":\"other\""))
                .row(updating("ResourceTags.ResourceTagKey", kept("c", "1"), kept("d", "1")))
                .row(updating("ResourceTags.ResourceTagValue", kept("c", "1"), kept("c", "2")))
                .row(updating("ExcludeResourceTags.ResourceTagKey", excluded("c", "1"), excluded("d", "1")))
                .row(updating("ExcludeResourceTags.ResourceTagValue", excluded("c", "1"), excluded("c", "2")));
    }

    private static Row updating(String member, String one, String other) {
        return new Row(
                "UpdateRule",
                member,
                f -> ask(f, "PATCH", "/rules/" + rule(f), "", body(one)),
                f -> ask(f, "PATCH", "/rules/" + rule(f), "", body(other)));
    }

    private static Rows lockRule() {
        return Rows.of("LockRule")
                .row(identified("LockRule", (f, id) -> lock(f, id, lock(7, "DAYS"))))
                .row(new Row(
                        "LockRule",
                        "LockConfiguration.UnlockDelay.UnlockDelayValue",
                        f -> lock(f, rule(f), lock(7, "DAYS")),
                        f -> lock(f, rule(f), lock(8, "DAYS"))))
                .row(new Row(
                        "LockRule",
                        "LockConfiguration.UnlockDelay.UnlockDelayUnit",
                        f -> lock(f, rule(f), lock(7, "DAYS")),
                        f -> lock(f, rule(f), lock(7, "WEEKS"))));
    }

    private static String lock(Fixtures fixtures, String id, String lock) {
        return ask(fixtures, "PATCH", "/rules/" + id + "/lock", "", body(lock));
    }

    private static Rows tagResource() {
        return Rows.of("TagResource")
                .row(new Row(
                        "TagResource",
                        "ResourceArn",
                        f -> tagged(f, rule(f), tag("a", "1")),
                        f -> tagged(f, UNKNOWN, tag("a", "1"))))
                .row(new Row(
                        "TagResource",
                        "Tags.Key",
                        f -> tagged(f, rule(f), tag("a", "1")),
                        f -> tagged(f, rule(f), tag("b", "1"))))
                .row(new Row(
                        "TagResource",
                        "Tags.Value",
                        f -> tagged(f, rule(f), tag("a", "1")),
                        f -> tagged(f, rule(f), tag("a", "2"))));
    }

    private static String tagged(Fixtures fixtures, String id, String tags) {
        return ask(fixtures, "POST", tagsPath(id), "", body(tags)) + ask(fixtures, "GET", tagsPath(id), "", "");
    }

    private static Rows untagResource() {
        return Rows.of("UntagResource")
                .row(new Row(
                        "UntagResource",
                        "ResourceArn",
                        f -> untagged(f, rule(f, tag("a", "1")), "a"),
                        f -> untagged(f, UNKNOWN, "a")))
                .row(new Row(
                        "UntagResource",
                        "TagKeys",
                        f -> untagged(f, rule(f, tag("a", "1")), "a"),
                        f -> untagged(f, rule(f, tag("a", "1")), "b")));
    }

    private static String untagged(Fixtures fixtures, String id, String key) {
        return ask(fixtures, "DELETE", tagsPath(id), "tagKeys=" + key, "") + ask(fixtures, "GET", tagsPath(id), "", "");
    }

    private static String tagsPath(String id) {
        return "/tags/" + URLEncoder.encode("arn:aws:rbin:eu-west-1:111111111111:rule/" + id, StandardCharsets.UTF_8);
    }

    /** The id of a new rule; the members are beside those that it must have. */
    private static String rule(Fixtures fixtures, String... members) {
        String[] all =
                Stream.concat(Stream.of(KIND, PERIOD), Stream.of(members)).toArray(String[]::new);
        String made =
                fixtures.service().rbin("POST", "/rules", "", body(all)).body().asUtf8String();
        Matcher id = Pattern.compile("\"Identifier\":\"([^\"]*)\"").matcher(made);
        if (!id.find()) {
            throw new IllegalStateException(made);
        }
        return id.group(1);
    }

    private static String create(Fixtures fixtures, String... members) {
        return ask(fixtures, "POST", "/rules", "", body(members));
    }

    private static String body(String... members) {
        return Stream.of(members).collect(Collectors.joining(",", "{", "}"));
    }

    private static String period(int value, String unit) {
        return "\"RetentionPeriod\":{\"RetentionPeriodValue\":%d,\"RetentionPeriodUnit\":\"%s\"}"
                .formatted(value, unit);
    }

    private static String lock(int value, String unit) {
        return "\"LockConfiguration\":{\"UnlockDelay\":{\"UnlockDelayValue\":%d,\"UnlockDelayUnit\":\"%s\"}}"
                .formatted(value, unit);
    }

    private static String tag(String key, String value) {
        return "\"Tags\":[{\"Key\":\"%s\",\"Value\":\"%s\"}]".formatted(key, value);
    }

    private static String kept(String key, String value) {
        return "\"ResourceTags\":[{\"ResourceTagKey\":\"%s\",\"ResourceTagValue\":\"%s\"}]".formatted(key, value);
    }

    private static String excluded(String key, String value) {
        return "\"ExcludeResourceTags\":[{\"ResourceTagKey\":\"%s\",\"ResourceTagValue\":\"%s\"}]"
                .formatted(key, value);
    }

    /** What comes of a request, without the ids of rules. */
    private static String ask(Fixtures fixtures, String method, String path, String query, String body) {
        String outcome;
        try {
            WireReply reply = fixtures.service().rbin(method, path, query, body);
            outcome = reply.status() + reply.body().asUtf8String();
        } catch (ApiException refusal) {
            outcome = refusal.code() + ": " + refusal.text();
        }
        return Fixtures.plain(outcome).replaceAll("(\"Identifier\":\"|rule/|rule )[0-9a-zA-Z]{11}", "$1id");
    }
}
