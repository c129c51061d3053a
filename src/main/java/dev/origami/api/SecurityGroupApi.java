package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.VpcId;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Ipv4Range;
import dev.origami.network.SecurityGroupRule.Ipv6Range;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroupRule.Traffic;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Firewall;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Security groups; what changes in them reaches running instances at once. */
public final class SecurityGroupApi {
    private static final String RESOURCE_TYPE = "security-group";
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String[] FLAT = {"CidrIp", "FromPort", "ToPort", "IpProtocol", "SourceSecurityGroupName"};

    private final Database database;
    private final SecurityGroups groups;
    private final Firewall firewall;
    private final Tags tags;
    private final Paging paging;
    private final Filters<View> filters;

    private record View(SecurityGroup group, List<SecurityGroupRule> rules, List<Tag> tags) {
        List<SecurityGroupRule> rules(Direction direction) {
            return rules.stream().filter(rule -> rule.direction() == direction).toList();
        }
    }

    public SecurityGroupApi(
            Database database, SecurityGroups groups, Firewall firewall, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.groups = groups;
        this.firewall = firewall;
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
        table.add(Operation.ec2(
                        "AuthorizeSecurityGroupIngress",
                        AuthorizeSecurityGroupIngressRequest::builder,
                        this::authorizeIngress)
                .honours("GroupId", "GroupName", "IpPermissions.*")
                .honours(FLAT));
        table.add(Operation.ec2(
                        "AuthorizeSecurityGroupEgress",
                        AuthorizeSecurityGroupEgressRequest::builder,
                        this::authorizeEgress)
                .requires("GroupId")
                .honours("IpPermissions.*"));
        table.add(Operation.ec2(
                        "RevokeSecurityGroupIngress", RevokeSecurityGroupIngressRequest::builder, this::revokeIngress)
                .honours("GroupId", "GroupName", "IpPermissions.*", "SecurityGroupRuleId")
                .honours(FLAT));
        table.add(Operation.ec2(
                        "RevokeSecurityGroupEgress", RevokeSecurityGroupEgressRequest::builder, this::revokeEgress)
                .requires("GroupId")
                .honours("IpPermissions.*", "SecurityGroupRuleId"));
    }

    private CreateSecurityGroupResponse create(Caller caller, CreateSecurityGroupRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        VpcId vpcId = request.vpcId() == null ? null : VpcId.parse(request.vpcId());
        SecurityGroup group = database.write(transaction -> {
            var network = Networks.ensure(transaction, caller);
            var vpc = vpcId == null ? network.vpc() : network.require(vpcId);
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
        if (database.read(sql -> Networks.find(sql, caller)).isEmpty()) {
            // The group `default` is there from the first look.
            var _ = database.write(transaction -> Networks.ensure(transaction, caller));
        }
        List<View> all = database.read(sql -> {
            ids.forEach(id -> groups.require(sql, caller, id));
            request.groupNames().forEach(name -> groups.require(sql, caller, name));
            return views(sql, caller);
        });
        List<View> found = all.stream()
                .filter(view -> ids.isEmpty() || ids.contains(view.group().id()))
                .filter(view -> request.groupNames().isEmpty()
                        || request.groupNames().contains(view.group().name()))
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
            SecurityGroup group = group(transaction.sql(), caller, request.groupId(), request.groupName());
            groups.delete(transaction, group);
            tags.forget(transaction, group.id());
            return group;
        });
        return DeleteSecurityGroupResponse.builder()
                .returnValue(true)
                .groupId(deleted.id().value())
                .build();
    }

    private AuthorizeSecurityGroupIngressResponse authorizeIngress(
            Caller caller, AuthorizeSecurityGroupIngressRequest request) {
        List<IpPermission> permissions = permissions(
                request.ipPermissions(),
                new Flat(
                        request.ipProtocol(),
                        request.fromPort(),
                        request.toPort(),
                        request.cidrIp(),
                        request.sourceSecurityGroupName()));
        List<SecurityGroupRule> rules =
                authorize(caller, Direction.INGRESS, request.groupId(), request.groupName(), permissions);
        return AuthorizeSecurityGroupIngressResponse.builder()
                .returnValue(true)
                .securityGroupRules(rules.stream()
                        .map(rule -> Permissions.write(rule, caller.account()))
                        .toList())
                .build();
    }

    private AuthorizeSecurityGroupEgressResponse authorizeEgress(
            Caller caller, AuthorizeSecurityGroupEgressRequest request) {
        List<SecurityGroupRule> rules =
                authorize(caller, Direction.EGRESS, request.groupId(), null, request.ipPermissions());
        return AuthorizeSecurityGroupEgressResponse.builder()
                .returnValue(true)
                .securityGroupRules(rules.stream()
                        .map(rule -> Permissions.write(rule, caller.account()))
                        .toList())
                .build();
    }

    private RevokeSecurityGroupIngressResponse revokeIngress(Caller caller, RevokeSecurityGroupIngressRequest request) {
        List<IpPermission> permissions = request.securityGroupRuleIds().isEmpty()
                ? permissions(
                        request.ipPermissions(),
                        new Flat(
                                request.ipProtocol(),
                                request.fromPort(),
                                request.toPort(),
                                request.cidrIp(),
                                request.sourceSecurityGroupName()))
                : request.ipPermissions();
        revoke(
                caller,
                Direction.INGRESS,
                request.groupId(),
                request.groupName(),
                permissions,
                request.securityGroupRuleIds());
        return RevokeSecurityGroupIngressResponse.builder().returnValue(true).build();
    }

    private RevokeSecurityGroupEgressResponse revokeEgress(Caller caller, RevokeSecurityGroupEgressRequest request) {
        revoke(
                caller,
                Direction.EGRESS,
                request.groupId(),
                null,
                request.ipPermissions(),
                request.securityGroupRuleIds());
        return RevokeSecurityGroupEgressResponse.builder().returnValue(true).build();
    }

    private List<SecurityGroupRule> authorize(
            Caller caller,
            Direction direction,
            @Nullable String groupId,
            @Nullable String groupName,
            List<IpPermission> permissions) {
        record Changed(SecurityGroup group, List<SecurityGroupRule> rules) {}
        Changed changed = database.write(transaction -> {
            SecurityGroup group = named(transaction, caller, groupId, groupName);
            List<SecurityGroupRule> rules =
                    Permissions.read(group, direction, permissions, source(transaction.sql(), caller));
            groups.authorize(transaction, group, rules);
            return new Changed(group, rules);
        });
        apply(changed.group());
        return changed.rules();
    }

    private void revoke(
            Caller caller,
            Direction direction,
            @Nullable String groupId,
            @Nullable String groupName,
            List<IpPermission> permissions,
            List<String> ruleIds) {
        SecurityGroup changed = database.write(transaction -> {
            SecurityGroup group = named(transaction, caller, groupId, groupName);
            List<SecurityGroupRule> rules = new ArrayList<>();
            if (ruleIds.isEmpty() || !permissions.isEmpty()) {
                rules.addAll(Permissions.read(group, direction, permissions, source(transaction.sql(), caller)));
            }
            List<SecurityGroupRule> present = groups.rules(transaction.sql(), group.id());
            for (String id : ruleIds) {
                rules.add(present.stream()
                        .filter(rule -> rule.id().equals(id) && rule.direction() == direction)
                        .findFirst()
                        .orElseThrow(() -> new ApiException(
                                ErrorCode.INVALID_PERMISSION_NOT_FOUND,
                                "The specified rule does not exist in this security group.")));
            }
            var _ = groups.revoke(transaction, group, rules);
            return group;
        });
        apply(changed);
    }

    private void apply(SecurityGroup group) {
        try {
            firewall.apply(group.vpc());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The group of a request, which may be the default one before anything else was asked. */
    private SecurityGroup named(Transaction transaction, Caller caller, @Nullable String id, @Nullable String name) {
        var _ = Networks.ensure(transaction, caller);
        return group(transaction.sql(), caller, id, name);
    }

    private SecurityGroup group(Handle sql, Caller caller, @Nullable String id, @Nullable String name) {
        if (id != null) {
            return groups.require(sql, caller, SecurityGroupId.parse(id));
        }
        if (name == null) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER, "The request must contain the parameter groupName or groupId");
        }
        return groups.require(sql, caller, name);
    }

    private Function<UserIdGroupPair, SecurityGroup> source(Handle sql, Caller caller) {
        return pair -> group(sql, caller, pair.groupId(), pair.groupName());
    }

    /** The form with one rule in the request itself. */
    private record Flat(
            @Nullable String protocol,
            @Nullable Integer fromPort,
            @Nullable Integer toPort,
            @Nullable String cidr,
            @Nullable String sourceGroup) {
        boolean isGiven() {
            return Stream.of(protocol, fromPort, toPort, cidr, sourceGroup).anyMatch(Objects::nonNull);
        }
    }

    private static List<IpPermission> permissions(List<IpPermission> given, Flat flat) {
        if (!flat.isGiven()) {
            return given;
        }
        if (!given.isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter ipPermissions cannot be used with rules that stand in the request itself");
        }
        IpPermission.Builder permission = IpPermission.builder()
                .ipProtocol(flat.protocol() == null ? Traffic.ALL : flat.protocol())
                .fromPort(flat.fromPort())
                .toPort(flat.toPort());
        if (flat.cidr() != null) {
            permission.ipRanges(IpRange.builder().cidrIp(flat.cidr()).build());
        }
        if (flat.sourceGroup() != null) {
            permission.userIdGroupPairs(
                    UserIdGroupPair.builder().groupName(flat.sourceGroup()).build());
        }
        return List.of(permission.build());
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
        return "arn:aws:ec2:" + group.region() + ":" + group.account() + ":security-group/" + group.id();
    }
}
