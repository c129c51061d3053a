package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.RuleId;
import dev.origami.recyclebin.RetentionRule;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.tag.Tag;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.rbin.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rbin.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rbin.model.TagResourceRequest;
import software.amazon.awssdk.services.rbin.model.TagResourceResponse;
import software.amazon.awssdk.services.rbin.model.UntagResourceRequest;
import software.amazon.awssdk.services.rbin.model.UntagResourceResponse;

/** The tags on retention rules, which are named by their ARN (source section 2.6). */
public final class RetentionRuleTagApi {
    private static final Pattern ARN =
            Pattern.compile("arn:aws:rbin:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):rule/(?<rule>[0-9a-zA-Z]{11})");

    private final Database database;
    private final RetentionRules rules;

    public RetentionRuleTagApi(Database database, RetentionRules rules) {
        this.database = database;
        this.rules = rules;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.rbin("TagResource", TagResourceRequest::builder, this::tagResource)
                .requires("ResourceArn", "Tags"));
        table.add(Operation.rbin("UntagResource", UntagResourceRequest::builder, this::untagResource)
                .requires("ResourceArn", "TagKeys"));
        table.add(Operation.rbin("ListTagsForResource", ListTagsForResourceRequest::builder, this::listTagsForResource)
                .requires("ResourceArn"));
    }

    private TagResourceResponse tagResource(Caller caller, TagResourceRequest request) {
        RuleId id = ruleOf(caller, request.resourceArn());
        List<Tag> tags = RetentionRuleShape.tags(request.tags());
        database.writing(transaction -> rules.tag(transaction, caller, id, tags));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untagResource(Caller caller, UntagResourceRequest request) {
        RuleId id = ruleOf(caller, request.resourceArn());
        database.writing(transaction -> rules.untag(transaction, caller, id, Set.copyOf(request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }

    private ListTagsForResourceResponse listTagsForResource(Caller caller, ListTagsForResourceRequest request) {
        RuleId id = ruleOf(caller, request.resourceArn());
        RetentionRule rule = database.read(sql -> rules.require(sql, caller, id));
        return ListTagsForResourceResponse.builder()
                .tags(RetentionRuleShape.writeTags(rule.tags()))
                .build();
    }

    /** A rule of another account or region is as unknown as one that never was. */
    private static RuleId ruleOf(Caller caller, String arn) {
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches()) {
            throw ApiException.invalidValue("resourceArn", arn, "Expecting the ARN of a retention rule.");
        }
        if (!parts.group("account").equals(caller.account().value())
                || !parts.group("region").equals(caller.region().name())) {
            throw new ApiException(ErrorCode.RULE_NOT_FOUND, "The retention rule " + arn + " does not exist");
        }
        return RuleId.parse(parts.group("rule"));
    }
}
