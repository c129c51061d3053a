package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.config.NetworkLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SecurityGroupRuleId;
import dev.origami.id.VpcId;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Ipv4Range;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroupRule.Peer;
import dev.origami.network.SecurityGroupRule.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rules of security groups: names are there once in a network, rules once in a group, and what is used stays. */
public final class SecurityGroups {
    private static final Pattern TEXT = Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]{1,255}");

    private final NetworkLimits limits;

    public SecurityGroups(NetworkLimits limits) {
        this.limits = limits;
    }

    /**
     * Makes a group that can reach everything and be reached by nobody.
     *
     * @throws ApiException {@code InvalidGroup.Duplicate}, {@code InvalidGroup.Reserved},
     *     {@code InvalidParameterValue}, {@code ResourceLimitExceeded}
     */
    public SecurityGroup create(Transaction transaction, Caller caller, Vpc vpc, String name, String description) {
        if (name.equals(SecurityGroup.DEFAULT_NAME)) {
            throw new ApiException(
                    ErrorCode.INVALID_GROUP_RESERVED, "Cannot use reserved security group name: default");
        }
        if (!TEXT.matcher(name).matches() || name.toLowerCase(Locale.ROOT).startsWith("sg-")) {
            throw ApiException.invalidValue(
                    "groupName",
                    name,
                    "A name has 1 to 255 letters, digits, spaces, and ._-:/()#,@[]+=&;{}!$*, and"
                            + " does not begin with sg-.");
        }
        if (!TEXT.matcher(description).matches()) {
            throw ApiException.invalidValue(
                    "groupDescription", description, "Character sets beyond ASCII are not supported.");
        }
        List<SecurityGroup> groups = all(transaction.sql(), caller).stream()
                .filter(group -> group.vpc().equals(vpc.id()))
                .toList();
        if (groups.stream().anyMatch(group -> group.name().equals(name))) {
            throw new ApiException(
                    ErrorCode.INVALID_GROUP_DUPLICATE,
                    "The security group '" + name + "' already exists for VPC '" + vpc.id() + "'");
        }
        if (groups.size() >= limits.groupsOfNetwork()) {
            throw new ApiException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "The maximum number of security groups is " + limits.groupsOfNetwork());
        }
        SecurityGroup group = new SecurityGroup(
                SecurityGroupId.create(), vpc.id(), caller.account(), caller.region(), name, description);
        SecurityGroupTable.insert(transaction.sql(), group);
        SecurityGroupTable.insert(transaction.sql(), openEgress(group.id()));
        return group;
    }

    /** The caller's groups in the region, by id. */
    public List<SecurityGroup> all(Handle sql, Caller caller) {
        return SecurityGroupTable.of(sql, caller.account(), caller.region());
    }

    public List<SecurityGroupRule> rules(Handle sql, SecurityGroupId group) {
        return SecurityGroupTable.rules(sql, group);
    }

    /**
     * The caller's group of that id.
     *
     * @throws ApiException {@code InvalidGroup.NotFound}
     */
    public SecurityGroup require(Handle sql, Caller caller, SecurityGroupId id) {
        return all(sql, caller).stream()
                .filter(group -> group.id().equals(id))
                .findFirst()
                .orElseThrow(() -> notFound(id.value()));
    }

    /**
     * The caller's group of that name in the default network.
     *
     * @throws ApiException {@code InvalidGroup.NotFound}, {@code VPCIdNotSpecified}
     */
    public SecurityGroup require(Handle sql, Caller caller, String name) {
        return require(sql, caller, Networks.requireDefault(sql, caller).id(), name);
    }

    /**
     * The caller's group of that name in a network.
     *
     * @throws ApiException {@code InvalidGroup.NotFound}
     */
    public SecurityGroup require(Handle sql, Caller caller, VpcId vpc, String name) {
        return all(sql, caller).stream()
                .filter(group -> group.vpc().equals(vpc) && group.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notFound(name));
    }

    /**
     * Deletes a group that nobody uses.
     *
     * @throws ApiException {@code DependencyViolation}, {@code CannotDelete}
     */
    public void delete(Transaction transaction, SecurityGroup group) {
        Handle sql = transaction.sql();
        if (group.name().equals(SecurityGroup.DEFAULT_NAME)) {
            throw new ApiException(
                    ErrorCode.CANNOT_DELETE,
                    "the specified group: \"" + group.id() + "\" name: \"default\" cannot be deleted by a user");
        }
        if (InterfaceTable.isUsed(sql, group.id()) || SecurityGroupTable.isPeer(sql, group.id())) {
            throw new ApiException(
                    ErrorCode.DEPENDENCY_VIOLATION, "resource " + group.id() + " has a dependent object");
        }
        SecurityGroupTable.delete(sql, group.id());
    }

    /**
     * Adds rules to a group, all or none.
     *
     * @throws ApiException {@code InvalidPermission.Duplicate}, {@code RulesPerSecurityGroupLimitExceeded}
     */
    public void authorize(Transaction transaction, SecurityGroup group, List<SecurityGroupRule> rules) {
        List<SecurityGroupRule> present = new ArrayList<>(SecurityGroupTable.rules(transaction.sql(), group.id()));
        for (SecurityGroupRule rule : rules) {
            requireNew(present, rule);
            present.add(rule);
            SecurityGroupTable.insert(transaction.sql(), rule);
        }
        for (Direction direction : Direction.values()) {
            long count = present.stream()
                    .filter(rule -> rule.direction() == direction)
                    .count();
            if (count > limits.rulesOfGroup()) {
                throw new ApiException(
                        ErrorCode.RULES_PER_SECURITY_GROUP_LIMIT_EXCEEDED,
                        "The maximum number of rules per security group has been reached: " + limits.rulesOfGroup());
            }
        }
    }

    /**
     * Writes rules over those of their ids in one group, all or none.
     *
     * @throws ApiException {@code InvalidPermission.Duplicate}, {@code InvalidSecurityGroupRuleId.NotFound}
     */
    public void modify(Transaction transaction, SecurityGroup group, List<SecurityGroupRule> rules) {
        for (SecurityGroupRule rule : rules) {
            requireDescription(rule.description());
            var _ = requireRule(transaction.sql(), group, rule.id());
            SecurityGroupTable.replace(transaction.sql(), rule);
        }
        List<SecurityGroupRule> present = new ArrayList<>();
        for (SecurityGroupRule rule : SecurityGroupTable.rules(transaction.sql(), group.id())) {
            requireNew(present, rule);
            present.add(rule);
        }
    }

    /**
     * The rule of that id in a group.
     *
     * @throws ApiException {@code InvalidSecurityGroupRuleId.NotFound}
     */
    public SecurityGroupRule requireRule(Handle sql, SecurityGroup group, SecurityGroupRuleId id) {
        return of(SecurityGroupTable.rules(sql, group.id()), id);
    }

    /**
     * The rule of that id in any of the caller's groups in the region.
     *
     * @throws ApiException {@code InvalidSecurityGroupRuleId.NotFound}
     */
    public SecurityGroupRule requireRule(Handle sql, Caller caller, SecurityGroupRuleId id) {
        return of(allRules(sql, caller), id);
    }

    /** The rules of the caller's groups in the region, by id. */
    public List<SecurityGroupRule> allRules(Handle sql, Caller caller) {
        return SecurityGroupTable.rules(sql, caller.account(), caller.region());
    }

    /**
     * The rule of a group that lets through the same.
     *
     * @throws ApiException {@code InvalidPermission.NotFound}
     */
    public SecurityGroupRule requireSame(Handle sql, SecurityGroup group, SecurityGroupRule rule) {
        return SecurityGroupTable.rules(sql, group.id()).stream()
                .filter(rule::isSame)
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_PERMISSION_NOT_FOUND,
                        "The specified rule does not exist in this security group."));
    }

    /**
     * Takes rules away, all or none.
     *
     * @return the rules that were there
     * @throws ApiException {@code InvalidPermission.NotFound}
     */
    public List<SecurityGroupRule> revoke(Transaction transaction, SecurityGroup group, List<SecurityGroupRule> rules) {
        List<SecurityGroupRule> revoked = new ArrayList<>();
        for (SecurityGroupRule rule : rules) {
            SecurityGroupRule found = requireSame(transaction.sql(), group, rule);
            SecurityGroupTable.deleteRule(transaction.sql(), found.id());
            revoked.add(found);
        }
        return revoked;
    }

    /**
     * A new rule, not in its group yet.
     *
     * @throws ApiException {@code InvalidParameterValue} for words about it that cannot be had
     */
    public static SecurityGroupRule rule(
            SecurityGroupId group, Direction direction, Traffic what, Peer peer, @Nullable String description) {
        requireDescription(description);
        return new SecurityGroupRule(SecurityGroupRuleId.create(), group, direction, what, peer, description);
    }

    /** The group that each network is made with: its members reach each other. */
    static void makeDefault(Handle sql, Vpc vpc) {
        SecurityGroup group = new SecurityGroup(
                SecurityGroupId.create(),
                vpc.id(),
                vpc.account(),
                vpc.region(),
                SecurityGroup.DEFAULT_NAME,
                "default VPC security group");
        SecurityGroupTable.insert(sql, group);
        Peer members = new Members(group.id(), group.account());
        SecurityGroupTable.insert(sql, rule(group.id(), Direction.INGRESS, Traffic.EVERYTHING, members, null));
        SecurityGroupTable.insert(sql, openEgress(group.id()));
    }

    /** What every new group has: its members may reach everything. */
    static SecurityGroupRule openEgress(SecurityGroupId group) {
        return rule(group, Direction.EGRESS, Traffic.EVERYTHING, Ipv4Range.EVERYWHERE, null);
    }

    private static void requireNew(List<SecurityGroupRule> present, SecurityGroupRule rule) {
        if (present.stream().anyMatch(rule::isSame)) {
            throw new ApiException(
                    ErrorCode.INVALID_PERMISSION_DUPLICATE,
                    "the specified rule \"" + rule.words() + "\" already exists");
        }
    }

    private static void requireDescription(@Nullable String description) {
        if (description != null
                && !description.isEmpty()
                && !TEXT.matcher(description).matches()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Invalid rule description '" + description + "'. Valid descriptions are strings less than 256"
                            + " characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
        }
    }

    private static SecurityGroupRule of(List<SecurityGroupRule> rules, SecurityGroupRuleId id) {
        return rules.stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_SECURITY_GROUP_RULE_ID_NOT_FOUND,
                        "The security group rule ID '" + id + "' does not exist"));
    }

    private static ApiException notFound(String what) {
        return new ApiException(ErrorCode.INVALID_GROUP_NOT_FOUND, "The security group '" + what + "' does not exist");
    }
}
