package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Arn;
import dev.origami.id.SecurityGroupId;
import dev.origami.network.Cidr;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroupRule;
import dev.origami.network.SecurityGroupRule.Direction;
import dev.origami.network.SecurityGroupRule.Ipv4Range;
import dev.origami.network.SecurityGroupRule.Ipv6Range;
import dev.origami.network.SecurityGroupRule.Members;
import dev.origami.network.SecurityGroupRule.Peer;
import dev.origami.network.SecurityGroupRule.Traffic;
import dev.origami.network.SecurityGroups;
import dev.origami.tag.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.RevokedSecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The rules of security groups between the wire, where several share one entry, and the records, where each is one. */
final class Permissions {
    private static final int PORT_MAX = 65_535;
    private static final int ANY = -1;
    private static final Map<String, String> NUMBERS = Map.of("6", "tcp", "17", "udp", "1", "icmp", "58", "icmpv6");
    private static final Set<String> WITH_PORTS = Set.of("tcp", "udp");
    private static final Set<String> OF_ICMP = Set.of("icmp", "icmpv6");
    private static final int OCTET_MAX = 255;

    private Permissions() {}

    /**
     * Reads entries.
     *
     * @param source finds a group that a rule speaks of
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidPermission.Malformed},
     *     {@code MissingParameter}
     */
    static List<SecurityGroupRule> read(
            SecurityGroup group,
            Direction direction,
            List<IpPermission> permissions,
            Function<UserIdGroupPair, SecurityGroup> source) {
        List<SecurityGroupRule> rules = new ArrayList<>();
        for (IpPermission permission : permissions) {
            Traffic what = traffic(permission);
            permission
                    .ipRanges()
                    .forEach(range -> rules.add(rule(
                            group,
                            direction,
                            what,
                            new Ipv4Range(Cidr.parse(given(range.cidrIp(), "CidrIp"))),
                            range.description())));
            permission
                    .ipv6Ranges()
                    .forEach(range -> rules.add(rule(
                            group,
                            direction,
                            what,
                            new Ipv6Range(ipv6(given(range.cidrIpv6(), "CidrIpv6"))),
                            range.description())));
            permission.userIdGroupPairs().forEach(pair -> {
                SecurityGroup peer = source.apply(pair);
                rules.add(rule(group, direction, what, new Members(peer.id(), peer.account()), pair.description()));
            });
        }
        if (rules.isEmpty()) {
            throw ApiException.missing("ipPermissions");
        }
        return rules;
    }

    /** Writes rules, those of the same traffic in one entry. */
    static List<IpPermission> write(List<SecurityGroupRule> rules) {
        Map<Traffic, List<SecurityGroupRule>> byTraffic = new LinkedHashMap<>();
        rules.forEach(rule ->
                byTraffic.computeIfAbsent(rule.what(), _ -> new ArrayList<>()).add(rule));
        return byTraffic.entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static IpPermission entry(Traffic what, List<SecurityGroupRule> rules) {
        List<IpRange> ranges = new ArrayList<>();
        List<software.amazon.awssdk.services.ec2.model.Ipv6Range> ipv6Ranges = new ArrayList<>();
        List<UserIdGroupPair> pairs = new ArrayList<>();
        for (SecurityGroupRule rule : rules) {
            switch (rule.peer()) {
                case Ipv4Range range ->
                    ranges.add(IpRange.builder()
                            .cidrIp(range.cidr().toString())
                            .description(rule.description())
                            .build());
                case Ipv6Range range -> ipv6Ranges.add(ipv6(range, rule.description()));
                case Members members ->
                    pairs.add(UserIdGroupPair.builder()
                            .groupId(members.group().value())
                            .userId(members.account().value())
                            .description(rule.description())
                            .build());
            }
        }
        return IpPermission.builder()
                .ipProtocol(what.protocol())
                .fromPort(what.fromPort())
                .toPort(what.toPort())
                .ipRanges(ranges)
                .ipv6Ranges(ipv6Ranges)
                .userIdGroupPairs(pairs)
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Ipv6Range ipv6(
            Ipv6Range range, @Nullable String description) {
        return software.amazon.awssdk.services.ec2.model.Ipv6Range.builder()
                .cidrIpv6(range.cidr())
                .description(description)
                .build();
    }

    /** One rule, as the newer answers have it. */
    static software.amazon.awssdk.services.ec2.model.SecurityGroupRule write(
            SecurityGroupRule rule, Caller caller, List<Tag> tags) {
        var wire = software.amazon.awssdk.services.ec2.model.SecurityGroupRule.builder()
                .securityGroupRuleId(rule.id().value())
                .groupId(rule.group().value())
                .securityGroupRuleArn(
                        Arn.of(caller.region(), caller.account(), SecurityGroupRuleObjectApi.RESOURCE_TYPE, rule.id()))
                .groupOwnerId(caller.account().value())
                .isEgress(rule.direction() == Direction.EGRESS)
                .ipProtocol(rule.what().protocol())
                .fromPort(rule.what().fromPort() == null ? ANY : rule.what().fromPort())
                .toPort(rule.what().toPort() == null ? ANY : rule.what().toPort())
                .description(rule.description())
                .tags(TagSpecifications.write(tags));
        switch (rule.peer()) {
            case Ipv4Range range -> wire.cidrIpv4(range.cidr().toString());
            case Ipv6Range range -> wire.cidrIpv6(range.cidr());
            case Members members ->
                wire.referencedGroupInfo(info -> info.groupId(members.group().value())
                        .userId(members.account().value()));
        }
        return wire.build();
    }

    /** One rule, as the answers to its end have it. */
    static RevokedSecurityGroupRule revoked(SecurityGroupRule rule) {
        var wire = RevokedSecurityGroupRule.builder()
                .securityGroupRuleId(rule.id().value())
                .groupId(rule.group().value())
                .isEgress(rule.direction() == Direction.EGRESS)
                .ipProtocol(rule.what().protocol())
                .fromPort(rule.what().fromPort() == null ? ANY : rule.what().fromPort())
                .toPort(rule.what().toPort() == null ? ANY : rule.what().toPort())
                .description(rule.description());
        switch (rule.peer()) {
            case Ipv4Range range -> wire.cidrIpv4(range.cidr().toString());
            case Ipv6Range range -> wire.cidrIpv6(range.cidr());
            case Members members -> wire.referencedGroupId(members.group().value());
        }
        return wire.build();
    }

    private static SecurityGroupRule rule(
            SecurityGroup group, Direction direction, Traffic what, Peer peer, @Nullable String description) {
        SecurityGroupId id = group.id();
        return SecurityGroups.rule(id, direction, what, peer, description);
    }

    private static Traffic traffic(IpPermission permission) {
        String given = given(permission.ipProtocol(), "IpProtocol").toLowerCase(Locale.ROOT);
        String protocol = protocol(given);
        if (protocol.equals(Traffic.ALL)) {
            return Traffic.EVERYTHING;
        }
        Integer from = permission.fromPort();
        Integer to = permission.toPort();
        if (OF_ICMP.contains(protocol)) {
            return new Traffic(protocol, icmp("type", from), icmp("code", to));
        }
        if (!WITH_PORTS.contains(protocol)) {
            return new Traffic(protocol, null, null);
        }
        if (from == null || to == null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Invalid value for portRange. Must specify both from and to ports" + " with TCP/UDP.");
        }
        boolean all = from == ANY && to == ANY;
        if (!all && (from < 0 || to > PORT_MAX || from > to)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "Invalid TCP/UDP port range (" + from + ":" + to + ")");
        }
        return all ? new Traffic(protocol, 0, PORT_MAX) : new Traffic(protocol, from, to);
    }

    private static int icmp(String what, @Nullable Integer number) {
        if (number == null) {
            return ANY;
        }
        if (number < ANY || number > OCTET_MAX) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "ICMP " + what + " (" + number + ") out of range");
        }
        return number;
    }

    /** The name of a protocol that has one here, or else its number. */
    private static String protocol(String given) {
        if (given.equals(Traffic.ALL) || WITH_PORTS.contains(given) || OF_ICMP.contains(given)) {
            return given;
        }
        if (!given.matches("\\d{1,3}") || Integer.parseInt(given) > OCTET_MAX) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Invalid value '" + given + "' for IP protocol. Unknown protocol.");
        }
        String number = Integer.toString(Integer.parseInt(given));
        return NUMBERS.getOrDefault(number, number);
    }

    private static String ipv6(String cidr) {
        if (!cidr.matches("[0-9a-fA-F:.]{2,45}/\\d{1,3}")) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "CIDR block " + cidr + " is malformed");
        }
        return cidr.toLowerCase(Locale.ROOT);
    }

    private static String given(@Nullable String value, String parameter) {
        if (value == null) {
            throw ApiException.missing(parameter);
        }
        return value;
    }
}
