package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SecurityGroupRuleId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a security group; only what some rule lets through passes.
 *
 * @param what which packets
 * @param peer who is at the other end
 */
public record SecurityGroupRule(
        SecurityGroupRuleId id,
        SecurityGroupId group,
        Direction direction,
        Traffic what,
        Peer peer,
        @Nullable String description) {
    /** Which way packets go, seen from the interface. */
    public enum Direction {
        INGRESS("ingress"),
        EGRESS("egress");

        private final String word;

        Direction(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Direction of(String word) {
            return word.equals(EGRESS.word) ? EGRESS : INGRESS;
        }
    }

    /**
     * A protocol and its ports.
     *
     * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, {@code -1} for all, or a number
     * @param fromPort the first port, or the ICMP type (-1 for all); null for protocols without
     * @param toPort the last port, or the ICMP code (-1 for all); null for protocols without
     */
    public record Traffic(
            String protocol,
            @Nullable Integer fromPort,
            @Nullable Integer toPort) {
        public static final String ALL = "-1";

        public static final Traffic EVERYTHING = new Traffic(ALL, null, null);
    }

    /** Who is at the other end. */
    public sealed interface Peer {}

    /** Addresses of IPv4. */
    public record Ipv4Range(Cidr cidr) implements Peer {
        public static final Ipv4Range EVERYWHERE = new Ipv4Range(Cidr.parse("0.0.0.0/0"));
    }

    /** Addresses of IPv6: kept and told again; instances have no such address here. */
    public record Ipv6Range(String cidr) implements Peer {}

    /** The interfaces that are in a group. */
    public record Members(SecurityGroupId group, AccountId account) implements Peer {}

    /** What it lets through, in the words of EC2's refusals. */
    String words() {
        String other = switch (peer) {
            case Ipv4Range range -> range.cidr().toString();
            case Ipv6Range range -> range.cidr();
            case Members members -> members.group().value();
        };
        String ports = what.fromPort() == null ? "" : ", from port: " + what.fromPort() + ", to port: " + what.toPort();
        String protocol =
                what.protocol().equals(Traffic.ALL) ? "ALL" : what.protocol().toUpperCase(Locale.ROOT);
        return "peer: " + other + ", " + protocol + ports + ", ALLOW";
    }

    /** The same rule of the same group, letting through what another says, and described as that one. */
    public SecurityGroupRule as(SecurityGroupRule other) {
        return new SecurityGroupRule(id, group, direction, other.what, other.peer, other.description);
    }

    /** The same rule with other words about it. */
    public SecurityGroupRule described(@Nullable String words) {
        return new SecurityGroupRule(id, group, direction, what, peer, words);
    }

    /** Whether both let through the same; id and description do not count. */
    public boolean isSame(SecurityGroupRule other) {
        return direction == other.direction && what.equals(other.what) && peer.equals(other.peer);
    }
}
