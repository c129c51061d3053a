package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Traffic;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Firewall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
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
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What security groups let through; a change reaches running instances at once. */
final class SecurityGroupRuleApi {
    private static final String[] FLAT = {"CidrIp", "FromPort", "ToPort", "IpProtocol", "SourceSecurityGroupName"};
    /** What a rule lets through, and to or from which addresses. */
    private static final String[] RULES = {
        "IpPermissions.IpProtocol",
        "IpPermissions.FromPort",
        "IpPermissions.ToPort",
        "IpPermissions.IpRanges.*",
        "IpPermissions.Ipv6Ranges.*"
    };
    /** Which groups a rule speaks of: those of the same network, so no other can be named. */
    private static final String[] GROUPS = {
        "IpPermissions.Groups.GroupId",
        "IpPermissions.Groups.GroupName",
        "IpPermissions.Groups.UserId",
        "IpPermissions.Groups.Description"
    };

    private final Database database;
    private final SecurityGroups groups;
    private final Firewall firewall;

    SecurityGroupRuleApi(Database database, SecurityGroups groups, Firewall firewall) {
        this.database = database;
        this.groups = groups;
        this.firewall = firewall;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "AuthorizeSecurityGroupIngress",
                        AuthorizeSecurityGroupIngressRequest::builder,
                        this::authorizeIngress)
                .honours("GroupId", "GroupName")
                .honours(RULES)
                .honours(GROUPS)
                .honours(FLAT));
        table.add(Operation.ec2(
                        "AuthorizeSecurityGroupEgress",
                        AuthorizeSecurityGroupEgressRequest::builder,
                        this::authorizeEgress)
                .requires("GroupId")
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
                    Permissions.read(group, direction, permissions, source(transaction.sql(), caller, group));
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
                rules.addAll(Permissions.read(group, direction, permissions, source(transaction.sql(), caller, group)));
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
        Networks.settle(transaction, caller);
        return group(groups, transaction.sql(), caller, id, name);
    }

    /** The group that a request names, by id or by name. */
    static SecurityGroup group(
            SecurityGroups groups, Handle sql, Caller caller, @Nullable String id, @Nullable String name) {
        if (id != null) {
            return groups.require(sql, caller, SecurityGroupId.parse(id));
        }
        if (name == null) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER, "The request must contain the parameter groupName or groupId");
        }
        return groups.require(sql, caller, name);
    }

    /** The groups that a rule of a group speaks of: those of the same network. */
    private Function<UserIdGroupPair, SecurityGroup> source(Handle sql, Caller caller, SecurityGroup of) {
        return pair -> {
            SecurityGroup found = pair.groupId() == null && pair.groupName() != null
                    ? groups.require(sql, caller, of.vpc(), pair.groupName())
                    : group(groups, sql, caller, pair.groupId(), pair.groupName());
            if (!found.vpc().equals(of.vpc())) {
                throw new ApiException(
                        ErrorCode.INVALID_GROUP_NOT_FOUND,
                        "You have specified two resources that belong to different networks.");
            }
            if (pair.userId() != null && !pair.userId().equals(caller.account().value())) {
                throw new ApiException(
                        ErrorCode.INVALID_GROUP_NOT_FOUND,
                        "The security group '" + found.id() + "' does not exist in account " + pair.userId());
            }
            return found;
        };
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
}
