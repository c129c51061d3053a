package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.Arn;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.VpcId;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Ipv4Range;
import dev.origami.network.SecurityGroupRule.Ipv6Range;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroups;
import dev.origami.network.Vpc;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;

/** Security groups, without their rules' changes: those are {@link SecurityGroupRuleApi}'s. */
public final class SecurityGroupApi {
    private static final String RESOURCE_TYPE = "security-group";
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final SecurityGroups groups;
    private final Tags tags;
    private final Paging paging;
    private final Filters<View> filters;

    private record View(SecurityGroup group, List<SecurityGroupRule> rules, List<Tag> tags) {
        List<SecurityGroupRule> rules(Direction direction) {
            return rules.stream().filter(rule -> rule.direction() == direction).toList();
        }
    }

    public SecurityGroupApi(Database database, SecurityGroups groups, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.groups = groups;
        this.tags = tags;
        this.paging = paging;
        Filters<View> declared = new Filters<View>(limits)
                .text("group-id", view -> view.group().id().value())
                .text("group-name", view -> view.group().name())
                .text("description", view -> view.group().description())
                .text("owner-id", view -> view.group().account().value())
                .text("vpc-id", view -> view.group().vpc().value())
                .tags(View::tags);
        this.filters = withRules(
                withRules(declared, "ip-permission.", Direction.INGRESS), "egress.ip-permission.", Direction.EGRESS);
    }

    private static Filters<View> withRules(Filters<View> declared, String prefix, Direction direction) {
        Function<Function<SecurityGroupRule, @Nullable Object>, Function<View, List<String>>> each =
                value -> view -> view.rules(direction).stream()
                        .map(value)
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .toList();
        return declared.texts(
                        prefix + "protocol", each.apply(rule -> rule.what().protocol()))
                .texts(prefix + "from-port", each.apply(rule -> rule.what().fromPort()))
                .texts(prefix + "to-port", each.apply(rule -> rule.what().toPort()))
                .texts(
                        prefix + "cidr",
                        each.apply(rule -> rule.peer() instanceof Ipv4Range range ? range.cidr() : null))
                .texts(
                        prefix + "ipv6-cidr",
                        each.apply(rule -> rule.peer() instanceof Ipv6Range range ? range.cidr() : null))
                .texts(
                        prefix + "group-id",
                        each.apply(rule -> rule.peer() instanceof Members members ? members.group() : null));
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateSecurityGroup", CreateSecurityGroupRequest::builder, this::create)
                .requires("GroupName", "GroupDescription")
                .honours("VpcId", "TagSpecification.*"));
        table.add(Operation.ec2("DescribeSecurityGroups", DescribeSecurityGroupsRequest::builder, this::describe)
                .honours("GroupId", "GroupName", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("DeleteSecurityGroup", DeleteSecurityGroupRequest::builder, this::delete)
                .honours("GroupId", "GroupName"));
    }

    private CreateSecurityGroupResponse create(Caller caller, CreateSecurityGroupRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        VpcId vpcId = request.vpcId() == null ? null : VpcId.parse(request.vpcId());
        SecurityGroup group = database.write(transaction -> {
            Networks.settle(transaction, caller);
            Vpc vpc = vpcId == null
                    ? Networks.requireDefault(transaction.sql(), caller)
                    : Networks.require(transaction.sql(), caller, vpcId);
            SecurityGroup created = groups.create(transaction, caller, vpc, request.groupName(), request.description());
            tags.attach(transaction, caller, RESOURCE_TYPE, created.id(), given);
            return created;
        });
        return CreateSecurityGroupResponse.builder()
                .groupId(group.id().value())
                .securityGroupArn(arn(group))
                .tags(TagSpecifications.write(given))
                .build();
    }

    private DescribeSecurityGroupsResponse describe(Caller caller, DescribeSecurityGroupsRequest request) {
        List<SecurityGroupId> ids =
                request.groupIds().stream().map(SecurityGroupId::parse).toList();
        // The group `default` is there from the first look.
        DefaultNetwork.settle(database, caller);
        record Named(List<View> all, List<SecurityGroupId> byName) {}
        Named named = database.read(sql -> {
            ids.forEach(id -> groups.require(sql, caller, id));
            return new Named(
                    views(sql, caller),
                    request.groupNames().stream()
                            .map(name -> groups.require(sql, caller, name).id())
                            .toList());
        });
        List<View> found = named.all().stream()
                .filter(view -> ids.isEmpty() || ids.contains(view.group().id()))
                .filter(view -> request.groupNames().isEmpty()
                        || named.byName().contains(view.group().id()))
                .filter(filters.of(request.filters()))
                .toList();
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.group().id().value());
        return DescribeSecurityGroupsResponse.builder()
                .securityGroups(
                        page.items().stream().map(SecurityGroupApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DeleteSecurityGroupResponse delete(Caller caller, DeleteSecurityGroupRequest request) {
        SecurityGroup deleted = database.write(transaction -> {
            SecurityGroup group =
                    NamedGroups.require(groups, transaction.sql(), caller, request.groupId(), request.groupName());
            List<SecurityGroupRule> rules = groups.rules(transaction.sql(), group.id());
            groups.delete(transaction, group);
            rules.forEach(rule -> tags.forget(transaction, rule.id()));
            tags.forget(transaction, group.id());
            return group;
        });
        return DeleteSecurityGroupResponse.builder()
                .returnValue(true)
                .groupId(deleted.id().value())
                .build();
    }

    private List<View> views(Handle sql, Caller caller) {
        List<SecurityGroup> all = groups.all(sql, caller);
        Map<String, List<Tag>> byId =
                tags.of(sql, caller, all.stream().map(SecurityGroup::id).toList());
        return all.stream()
                .map(group -> new View(
                        group,
                        groups.rules(sql, group.id()),
                        byId.getOrDefault(group.id().value(), List.of())))
                .toList();
    }

    private static software.amazon.awssdk.services.ec2.model.SecurityGroup wire(View view) {
        SecurityGroup group = view.group();
        return software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
                .groupId(group.id().value())
                .groupName(group.name())
                .description(group.description())
                .ownerId(group.account().value())
                .vpcId(group.vpc().value())
                .securityGroupArn(arn(group))
                .ipPermissions(Permissions.write(view.rules(Direction.INGRESS)))
                .ipPermissionsEgress(Permissions.write(view.rules(Direction.EGRESS)))
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }

    private static String arn(SecurityGroup group) {
        return Arn.of(group.region(), group.account(), "security-group", group.id());
    }
}
