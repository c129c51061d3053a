package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SecurityGroupRuleId;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Firewall;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Which security groups a request means, and how what changed of one is brought to the machines. */
final class NamedGroups {
    private final SecurityGroups groups;
    private final Firewall firewall;

    NamedGroups(SecurityGroups groups, Firewall firewall) {
        this.groups = groups;
        this.firewall = firewall;
    }

    /** The group of a request, which may be the default one before anything else was asked. */
    SecurityGroup require(Transaction transaction, Caller caller, @Nullable String id, @Nullable String name) {
        Networks.settle(transaction, caller);
        return require(groups, transaction.sql(), caller, id, name);
    }

    /** The group that a request names, by id or by name. */
    static SecurityGroup require(
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

    /**
     * A rule of a group and a direction, by its id.
     *
     * @throws ApiException {@code InvalidSecurityGroupRuleId.NotFound}, {@code InvalidParameterValue}
     */
    static SecurityGroupRule require(
            SecurityGroups groups, Handle sql, SecurityGroup group, Direction direction, SecurityGroupRuleId id) {
        SecurityGroupRule rule = groups.requireRule(sql, group, id);
        if (rule.direction() != direction) {
            throw ApiException.invalidValue(
                    "securityGroupRuleId", id.value(), "It is not a rule for " + direction.word() + ".");
        }
        return rule;
    }

    /** The groups that a rule of a group speaks of: those of the same network. */
    Function<UserIdGroupPair, SecurityGroup> peers(Handle sql, Caller caller, SecurityGroup of) {
        return pair -> {
            SecurityGroup found = pair.groupId() == null && pair.groupName() != null
                    ? groups.require(sql, caller, of.vpc(), pair.groupName())
                    : require(groups, sql, caller, pair.groupId(), pair.groupName());
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

    /** Lets a change reach the instances that run. */
    void bringToMachines(SecurityGroup group) {
        try {
            firewall.apply(group.vpc());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
