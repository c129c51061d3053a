package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupRuleId;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Traffic;
import dev.origami.network.SecurityGroups;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What security groups let through; a change reaches running instances at once. */
final class SecurityGroupRuleApi {
    private static final String[] FLAT = {"CidrIp", "FromPort", "ToPort", "IpProtocol", "SourceSecurityGroupName"};
    /** What a rule lets through, and to or from which addresses. */
    static final String[] RULES = {
        "IpPermissions.IpProtocol",
        "IpPermissions.FromPort",
        "IpPermissions.ToPort",
        "IpPermissions.IpRanges.*",
        "IpPermissions.Ipv6Ranges.*"
    };
    /** Which groups a rule speaks of: those of the same network, so no other can be named. */
    static final String[] GROUPS = {
        "IpPermissions.Groups.GroupId",
        "IpPermissions.Groups.GroupName",
        "IpPermissions.Groups.UserId",
        "IpPermissions.Groups.Description"
    };

    private final Database database;
    private final SecurityGroups groups;
    private final NamedGroups named;
    private final Tags tags;

    SecurityGroupRuleApi(Database database, SecurityGroups groups, NamedGroups named, Tags tags) {
        this.database = database;
        this.groups = groups;
        this.named = named;
        this.tags = tags;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "AuthorizeSecurityGroupIngress",
                        AuthorizeSecurityGroupIngressRequest::builder,
                        this::authorizeIngress)
                .honours("GroupId", "GroupName", "TagSpecification.*")
                .honours(RULES)
                .honours(GROUPS)
                .honours(FLAT));
        table.add(Operation.ec2(
                        "AuthorizeSecurityGroupEgress",
                        AuthorizeSecurityGroupEgressRequest::builder,
                        this::authorizeEgress)
                .requires("GroupId")
                .honours("TagSpecification.*")
                .honours(RULES)
                .honours(GROUPS));
        table.add(Operation.ec2(
                        "RevokeSecurityGroupIngress", RevokeSecurityGroupIngressRequest::builder, this::revokeIngress)
                .honours("GroupId", "GroupName", "SecurityGroupRuleId")
                .honours(RULES)
                .honours(GROUPS)
                .honours(FLAT));
        table.add(Operation.ec2(
                        "RevokeSecurityGroupEgress", RevokeSecurityGroupEgressRequest::builder, this::revokeEgress)
                .requires("GroupId")
                .honours("SecurityGroupRuleId")
                .honours(RULES)
                .honours(GROUPS));
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
        List<Tag> given = given(request.tagSpecifications());
        List<SecurityGroupRule> rules =
                authorize(caller, Direction.INGRESS, request.groupId(), request.groupName(), permissions, given);
        return AuthorizeSecurityGroupIngressResponse.builder()
                .returnValue(true)
                .securityGroupRules(rules.stream()
                        .map(rule -> Permissions.write(rule, caller, given))
                        .toList())
                .build();
    }

    private AuthorizeSecurityGroupEgressResponse authorizeEgress(
            Caller caller, AuthorizeSecurityGroupEgressRequest request) {
        List<Tag> given = given(request.tagSpecifications());
        List<SecurityGroupRule> rules =
                authorize(caller, Direction.EGRESS, request.groupId(), null, request.ipPermissions(), given);
        return AuthorizeSecurityGroupEgressResponse.builder()
                .returnValue(true)
                .securityGroupRules(rules.stream()
                        .map(rule -> Permissions.write(rule, caller, given))
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
        List<RevokedSecurityGroupRule> revoked = revoke(
                caller,
                Direction.INGRESS,
                request.groupId(),
                request.groupName(),
                permissions,
                request.securityGroupRuleIds());
        return RevokeSecurityGroupIngressResponse.builder()
                .returnValue(true)
                .revokedSecurityGroupRules(revoked)
                .build();
    }

    private RevokeSecurityGroupEgressResponse revokeEgress(Caller caller, RevokeSecurityGroupEgressRequest request) {
        List<RevokedSecurityGroupRule> revoked = revoke(
                caller,
                Direction.EGRESS,
                request.groupId(),
                null,
                request.ipPermissions(),
                request.securityGroupRuleIds());
        return RevokeSecurityGroupEgressResponse.builder()
                .returnValue(true)
                .revokedSecurityGroupRules(revoked)
                .build();
    }

    private List<SecurityGroupRule> authorize(
            Caller caller,
            Direction direction,
            @Nullable String groupId,
            @Nullable String groupName,
            List<IpPermission> permissions,
            List<Tag> given) {
        Changed changed = database.write(transaction -> {
            SecurityGroup group = named.require(transaction, caller, groupId, groupName);
            List<SecurityGroupRule> rules =
                    Permissions.read(group, direction, permissions, named.peers(transaction.sql(), caller, group));
            groups.authorize(transaction, group, rules);
            rules.forEach(rule ->
                    tags.attach(transaction, caller, SecurityGroupRuleObjectApi.RESOURCE_TYPE, rule.id(), given));
            return new Changed(group, rules);
        });
        named.bringToMachines(changed.group());
        return changed.rules();
    }

    private List<Tag> given(List<TagSpecification> specifications) {
        return TagSpecifications.of(tags, specifications, Set.of(SecurityGroupRuleObjectApi.RESOURCE_TYPE))
                .of(SecurityGroupRuleObjectApi.RESOURCE_TYPE);
    }

    private List<RevokedSecurityGroupRule> revoke(
            Caller caller,
            Direction direction,
            @Nullable String groupId,
            @Nullable String groupName,
            List<IpPermission> permissions,
            List<String> ruleIds) {
        Changed changed = database.write(transaction -> {
            SecurityGroup group = named.require(transaction, caller, groupId, groupName);
            List<SecurityGroupRule> rules = new ArrayList<>();
            if (ruleIds.isEmpty() || !permissions.isEmpty()) {
                rules.addAll(
                        Permissions.read(group, direction, permissions, named.peers(transaction.sql(), caller, group)));
            }
            for (String id : ruleIds) {
                rules.add(NamedGroups.require(
                        groups, transaction.sql(), group, direction, SecurityGroupRuleId.parse(id)));
            }
            List<SecurityGroupRule> revoked = groups.revoke(transaction, group, rules);
            revoked.forEach(rule -> tags.forget(transaction, rule.id()));
            return new Changed(group, revoked);
        });
        named.bringToMachines(changed.group());
        return changed.rules().stream().map(Permissions::revoked).toList();
    }

    private record Changed(SecurityGroup group, List<SecurityGroupRule> rules) {}

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
}
