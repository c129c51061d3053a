package dev.origami.machine.network;

import dev.origami.machine.network.SubnetRules.Entry;
import dev.origami.machine.network.SubnetRules.Way;
import java.util.List;

/**
 * What holds for whole subnets, in nftables' words: a table of its own, which packets pass before that of
 * {@link Firewall} and whatever connection they belong to, for route tables and network ACLs know no connections. It
 * takes away only; what it lets through still has to get past the rules of guests.
 */
final class SubnetChains {
    /** Where to the network those are who come through a public address. */
    private static final String HOST = Firewall.OUTSIDE_NETWORK.address(2);

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final StringBuilder script = new StringBuilder();

    private SubnetChains() {}

    /** Puts these rules in the place of all that were there, in one step. */
    static String of(List<SubnetRules> subnets) {
        SubnetChains chains = new SubnetChains();
        // One that is not there cannot be deleted.
        chains.line("add table inet origami_subnets");
        chains.line("delete table inet origami_subnets");
        chains.line("table inet origami_subnets {");
        for (int i = 0; i < subnets.size(); i++) {
            chains.ways("leaving-" + i, "daddr", subnets.get(i).ways());
            chains.ways("entering-" + i, "saddr", subnets.get(i).ways());
            chains.acl("egress-" + i, "daddr", subnets.get(i).egress());
            chains.acl("ingress-" + i, "saddr", subnets.get(i).ingress());
        }
        chains.line("chain subnets {");
        chains.line("type filter hook forward priority filter - 10; policy accept;");
        for (int i = 0; i < subnets.size(); i++) {
            chains.subnet(i, subnets.get(i));
        }
        chains.line("}");
        chains.line("}");
        return chains.script.toString();
    }

    /** What stays within the subnet passes nothing of this, and the resolver is beyond route tables and network ACLs. */
    private void subnet(int number, SubnetRules rules) {
        String own = rules.subnet();
        String resolver = rules.resolver() ? "accept" : "drop";
        line("ip saddr " + own + " ip daddr " + Firewall.RESOLVER + " meta l4proto { tcp, udp } th dport 53 "
                + resolver);
        line("ip daddr " + own + " ip saddr " + Firewall.RESOLVER + " meta l4proto { tcp, udp } th sport 53 "
                + resolver);
        line("ip saddr " + own + " oifname \"" + Firewall.OUTSIDE + "\" jump leaving-" + number);
        line("ip daddr " + own + " iifname \"" + Firewall.OUTSIDE + "\" jump entering-" + number);
        line("ip saddr " + own + " ip daddr != " + own + " jump egress-" + number);
        line("ip daddr " + own + " ip saddr != " + own + " jump ingress-" + number);
    }

    private void ways(String chain, String far, List<Way> ways) {
        line("chain " + chain + " {");
        for (Way way : ways) {
            line(far(far, way.destination()) + (way.isOpen() ? "return" : "drop"));
        }
        line("drop");
        line("}");
    }

    private void acl(String chain, String far, List<Entry> entries) {
        line("chain " + chain + " {");
        for (Entry entry : entries) {
            line(far(far, entry.cidr()) + what(entry) + (entry.allows() ? "return" : "drop"));
        }
        line("drop");
        line("}");
    }

    /** Matches the far end of a packet, with those who come through a public address as if they were at 127.0.0.1. */
    private static String far(String field, String cidr) {
        Ipv4Cidr block = Ipv4Cidr.parse(cidr);
        if (block.prefixLength() == 0) {
            return "";
        }
        String match = "ip " + field + " ";
        if (SubnetRules.holdsHost(cidr)) {
            return match + "{ " + block + ", " + HOST + " } ";
        }
        return match + block + " " + match + "!= " + HOST + " ";
    }

    private static String what(Entry entry) {
        return switch (entry.protocol()) {
            case -1 -> "";
            case TCP -> ports("tcp", entry);
            case UDP -> ports("udp", entry);
            case ICMP -> icmp(entry);
            default -> "meta l4proto " + entry.protocol() + " ";
        };
    }

    private static String ports(String protocol, Entry entry) {
        return entry.from() < 0
                ? "meta l4proto " + protocol + " "
                : protocol + " dport " + entry.from() + "-" + entry.to() + " ";
    }

    private static String icmp(Entry entry) {
        if (entry.from() < 0) {
            return "meta l4proto icmp ";
        }
        return "icmp type " + entry.from() + (entry.to() < 0 ? " " : " icmp code " + entry.to() + " ");
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
