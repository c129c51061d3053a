package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SecurityGroupRuleId;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroups;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsEgressResponse;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressRequest;
import software.amazon.awssdk.services.ec2.model.UpdateSecurityGroupRuleDescriptionsIngressResponse;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The rules of security groups as objects of their own: listed by their ids, changed in place, described anew. */
final class SecurityGroupRuleObjectApi {
    static final String RESOURCE_TYPE = "security-group-rule";
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final SecurityGroups groups;
    private final NamedGroups named;
    private final Tags tags;
    private final Paging paging;
    private final Filters<View> filters;

    private record View(SecurityGroupRule rule, List<Tag> tags) {}

    SecurityGroupRuleObjectApi(
            Database database, SecurityGroups groups, NamedGroups named, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.groups = groups;
        this.named = named;
        this.tags = tags;
        this.paging = paging;
        this.filters = new Filters<View>(limits)
                .text("group-id", view -> view.rule().group().value())
                .text("security-group-rule-id", view -> view.rule().id().value())
                .tags(View::tags);
    }

    void addTo(OperationTable table) {
        table.add(
                Operation.ec2("DescribeSecurityGroupRules", DescribeSecurityGroupRulesRequest::builder, this::describe)
                        .honours("SecurityGroupRuleId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("ModifySecurityGroupRules", ModifySecurityGroupRulesRequest::builder, this::modify)
                .requires("GroupId")
                .honours(
                        "SecurityGroupRule.SecurityGroupRuleId",
                        "SecurityGroupRule.SecurityGroupRule.IpProtocol",
                        "SecurityGroupRule.SecurityGroupRule.FromPort",
                        "SecurityGroupRule.SecurityGroupRule.ToPort",
                        "SecurityGroupRule.SecurityGroupRule.CidrIpv4",
                        "SecurityGroupRule.SecurityGroupRule.CidrIpv6",
                        "SecurityGroupRule.SecurityGroupRule.ReferencedGroupId",
                        "SecurityGroupRule.SecurityGroupRule.Description"));
        table.add(Operation.ec2(
                        "UpdateSecurityGroupRuleDescriptionsIngress",
                        UpdateSecurityGroupRuleDescriptionsIngressRequest::builder,
                        this::describeIngress)
                .honours("GroupId", "GroupName", "SecurityGroupRuleDescription.*")
                .honours(SecurityGroupRuleApi.RULES)
                .honours(SecurityGroupRuleApi.GROUPS));
        table.add(Operation.ec2(
                        "UpdateSecurityGroupRuleDescriptionsEgress",
                        UpdateSecurityGroupRuleDescriptionsEgressRequest::builder,
                        this::describeEgress)
                .honours("GroupId", "GroupName", "SecurityGroupRuleDescription.*")
                .honours(SecurityGroupRuleApi.RULES)
                .honours(SecurityGroupRuleApi.GROUPS));
    }

    private DescribeSecurityGroupRulesResponse describe(Caller caller, DescribeSecurityGroupRulesRequest request) {
        List<SecurityGroupRuleId> ids = paging.ids(
                "securityGroupRuleIdsSet",
                request.securityGroupRuleIds(),
                request.maxResults(),
                SecurityGroupRuleId::parse);
        DefaultNetwork.settle(database, caller);
        List<View> found = database.read(sql -> {
            ids.forEach(id -> groups.requireRule(sql, caller, id));
            return views(sql, caller).stream()
                    .filter(view -> ids.isEmpty() || ids.contains(view.rule().id()))
                    .filter(filters.of(request.filters()))
                    .toList();
        });
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.rule().id().value());
        return DescribeSecurityGroupRulesResponse.builder()
                .securityGroupRules(page.items().stream()
                        .map(view -> Permissions.write(view.rule(), caller, view.tags()))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<View> views(Handle sql, Caller caller) {
        List<SecurityGroupRule> all = groups.allRules(sql, caller);
        Map<String, List<Tag>> byId =
                tags.of(sql, caller, all.stream().map(SecurityGroupRule::id).toList());
        return all.stream()
                .map(rule -> new View(rule, byId.getOrDefault(rule.id().value(), List.of())))
                .toList();
    }

    private ModifySecurityGroupRulesResponse modify(Caller caller, ModifySecurityGroupRulesRequest request) {
        if (request.securityGroupRules().isEmpty()) {
            throw ApiException.missing("SecurityGroupRule");
        }
        SecurityGroupId groupId = SecurityGroupId.parse(request.groupId());
        SecurityGroup changed = database.write(transaction -> {
            Handle sql = transaction.sql();
            SecurityGroup group = groups.require(sql, caller, groupId);
            Set<SecurityGroupRuleId> seen = new HashSet<>();
            List<SecurityGroupRule> rules = new ArrayList<>();
            for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
                SecurityGroupRule rule = groups.requireRule(sql, group, ruleId(update.securityGroupRuleId()));
                if (!seen.add(rule.id())) {
                    throw ApiException.invalidValue(
                            "securityGroupRuleId", rule.id().value(), "It is named more than once.");
                }
                List<SecurityGroupRule> read = Permissions.read(
                        group,
                        rule.direction(),
                        List.of(permission(update.securityGroupRule())),
                        named.peers(sql, caller, group));
                rules.add(rule.as(read.getFirst()));
            }
            groups.modify(transaction, group, rules);
            return group;
        });
        named.bringToMachines(changed);
        return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
    }

    /** The rule as the older operations say it; it replaces the present one whole, so that words not given are gone. */
    private static IpPermission permission(@Nullable SecurityGroupRuleRequest rule) {
        if (rule == null) {
            throw ApiException.missing("SecurityGroupRule.SecurityGroupRule");
        }
        String words = rule.description();
        IpPermission.Builder permission = IpPermission.builder()
                .ipProtocol(rule.ipProtocol())
                .fromPort(rule.fromPort())
                .toPort(rule.toPort());
        int peers = 0;
        if (rule.cidrIpv4() != null) {
            permission.ipRanges(
                    IpRange.builder().cidrIp(rule.cidrIpv4()).description(words).build());
            peers++;
        }
        if (rule.cidrIpv6() != null) {
            permission.ipv6Ranges(Ipv6Range.builder()
                    .cidrIpv6(rule.cidrIpv6())
                    .description(words)
                    .build());
            peers++;
        }
        if (rule.referencedGroupId() != null) {
            permission.userIdGroupPairs(UserIdGroupPair.builder()
                    .groupId(rule.referencedGroupId())
                    .description(words)
                    .build());
            peers++;
        }
        if (peers != 1) {
            throw new ApiException(
                    peers == 0 ? ErrorCode.MISSING_PARAMETER : ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Exactly one of cidrIpv4, cidrIpv6 and referencedGroupId must be specified");
        }
        return permission.build();
    }

    private UpdateSecurityGroupRuleDescriptionsIngressResponse describeIngress(
            Caller caller, UpdateSecurityGroupRuleDescriptionsIngressRequest request) {
        describeAnew(
                caller,
                Direction.INGRESS,
                request.groupId(),
                request.groupName(),
                request.ipPermissions(),
                request.securityGroupRuleDescriptions());
        return UpdateSecurityGroupRuleDescriptionsIngressResponse.builder()
                .returnValue(true)
                .build();
    }

    private UpdateSecurityGroupRuleDescriptionsEgressResponse describeEgress(
            Caller caller, UpdateSecurityGroupRuleDescriptionsEgressRequest request) {
        describeAnew(
                caller,
                Direction.EGRESS,
                request.groupId(),
                request.groupName(),
                request.ipPermissions(),
                request.securityGroupRuleDescriptions());
        return UpdateSecurityGroupRuleDescriptionsEgressResponse.builder()
                .returnValue(true)
                .build();
    }

    /** Gives rules other words, or none; what they let through stays, so no machine has to know. */
    private void describeAnew(
            Caller caller,
            Direction direction,
            @Nullable String groupId,
            @Nullable String groupName,
            List<IpPermission> permissions,
            List<SecurityGroupRuleDescription> byId) {
        if (!permissions.isEmpty() && !byId.isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter ipPermissions cannot be used with the parameter securityGroupRuleDescriptions");
        }
        database.writing(transaction -> {
            Handle sql = transaction.sql();
            SecurityGroup group = named.require(transaction, caller, groupId, groupName);
            List<SecurityGroupRule> rules = new ArrayList<>();
            for (SecurityGroupRuleDescription described : byId) {
                SecurityGroupRuleId id = ruleId(described.securityGroupRuleId());
                rules.add(NamedGroups.require(groups, sql, group, direction, id).described(described.description()));
            }
            if (byId.isEmpty()) {
                Permissions.read(group, direction, permissions, named.peers(sql, caller, group))
                        .forEach(rule ->
                                rules.add(groups.requireSame(sql, group, rule).described(rule.description())));
            }
            groups.modify(transaction, group, rules);
        });
    }

    private static SecurityGroupRuleId ruleId(@Nullable String id) {
        if (id == null) {
            throw ApiException.missing("SecurityGroupRuleId");
        }
        return SecurityGroupRuleId.parse(id);
    }
}
