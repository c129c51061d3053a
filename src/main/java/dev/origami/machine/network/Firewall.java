package dev.origami.machine.network;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The rules of a network in nftables' words. Every packet of a guest passes them, also one to its neighbour. Nothing
 * comes into a guest that no rule of its own lets in, nothing leaves it under an address that is not its own, and
 * nothing reaches the host.
 */
final class Firewall {
    /** The interface to the outside; all others but the loopback are guests'. */
    static final String OUTSIDE = "slirp0";

    /** A network for documentation (RFC 5737), which no VPC is likely to have. */
    static final Ipv4Cidr OUTSIDE_NETWORK = Ipv4Cidr.parse("198.51.100.0/24");

    static final String RESOLVER = OUTSIDE_NETWORK.address(3);
    static final String METADATA = "169.254.169.254";
    private static final String AMAZON_DNS = "169.254.169.253";

    private static final String NETWORK = """
            table inet origami {
              set host_addresses { type ipv4_addr; }
              set resolvers { type ipv4_addr; elements = { %2$s } }
              map sources { type ifname : verdict; }
              map egress { type ifname : verdict; }
              map ingress { type ifname : verdict; }
              chain spoofed {
                type filter hook prerouting priority raw; policy drop;
                iifname "lo" accept
                meta nfproto ipv6 drop
                iifname "%1$s" accept
                iifname vmap @sources
              }
              chain names {
                type nat hook prerouting priority dstnat;
                iifname != "%1$s" ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 dnat ip to %3$s
              }
              chain outside {
                type nat hook postrouting priority srcnat;
                oifname "%1$s" masquerade
              }
              chain services {
                type filter hook input priority filter; policy drop;
                iifname "lo" accept
                ct state established,related accept
                iifname "%1$s" drop
                udp dport 67 accept
                ip daddr { %4$s, %7$s } tcp dport 80 accept
                icmp type echo-request accept
              }
              chain between {
                type filter hook forward priority filter; policy drop;
                ct state established,related accept
                ct state invalid drop
                iifname vmap @egress
                iifname != "%1$s" oifname "%1$s" jump internet
                oifname vmap @ingress
              }
              chain internet {
                ip daddr @host_addresses drop
                ip daddr { 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, %5$s, 224.0.0.0/3 } drop
                accept
              }
              %6$s
            }
            """;

    private Firewall() {}

    /** The rules of a network without guests. */
    static String network() {
        return String.format(
                Locale.ROOT,
                NETWORK,
                OUTSIDE,
                AMAZON_DNS,
                RESOLVER,
                METADATA,
                OUTSIDE_NETWORK,
                HopLimit.chains(),
                ApiSockets.ADDRESS);
    }

    /** Which addresses are the host's own. */
    static String hostAddresses(Collection<String> addresses) {
        String flush = "flush set inet origami host_addresses\n";
        return addresses.isEmpty()
                ? flush
                : flush + "add element inet origami host_addresses { " + String.join(", ", addresses) + " }\n";
    }

    /** Lets a guest in, and replaces its rules in one step if it is there. */
    static String guest(String tap, Nic nic) {
        StringBuilder script = new StringBuilder();
        for (String chain : List.of("source-", "egress-", "ingress-")) {
            script.append("add chain inet origami ").append(chain).append(tap).append('\n');
            script.append("flush chain inet origami ").append(chain).append(tap).append('\n');
        }
        String source = "add rule inet origami source-" + tap + " ";
        script.append(source).append("ether saddr != ").append(nic.mac()).append(" drop\n");
        script.append(source).append("ip saddr ").append(nic.privateIp()).append(" accept\n");
        // A guest that asks for its address has none yet.
        script.append(source).append("ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept\n");
        script.append(source).append("drop\n");

        // No security group keeps a guest from its resolver.
        String egress = "add rule inet origami egress-" + tap + " ";
        script.append(egress)
                .append("ip daddr ")
                .append(RESOLVER)
                .append(" meta l4proto { tcp, udp } th dport 53 accept\n");
        for (FirewallRule rule : nic.rules().egress()) {
            script.append(egress)
                    .append("ip daddr ")
                    .append(rule.cidr())
                    .append(match(rule))
                    .append(" return\n");
        }
        script.append(egress).append("drop\n");

        for (FirewallRule rule : nic.rules().ingress()) {
            ingress(script, tap, rule);
        }
        script.append("add element inet origami resolvers { ")
                .append(nic.subnet().address(2))
                .append(" }\n");
        script.append(element("add", "sources", tap, " : goto source-" + tap));
        script.append(element("add", "egress", tap, " : jump egress-" + tap));
        script.append(element("add", "ingress", tap, " : goto ingress-" + tap));
        return script.toString();
    }

    /** Takes a guest's rules away. */
    static String withoutGuest(String tap) {
        StringBuilder script = new StringBuilder();
        for (String map : List.of("sources", "egress", "ingress")) {
            script.append(element("delete", map, tap, ""));
        }
        for (String chain : List.of("source-", "egress-", "ingress-")) {
            script.append("delete chain inet origami ")
                    .append(chain)
                    .append(tap)
                    .append('\n');
        }
        return script.toString();
    }

    private static String element(String word, String map, String tap, String verdict) {
        return word + " element inet origami " + map + " { \"" + tap + "\"" + verdict + " }\n";
    }

    private static void ingress(StringBuilder script, String tap, FirewallRule rule) {
        String prefix = "add rule inet origami ingress-" + tap + " ";
        String match = match(rule);
        script.append(prefix)
                .append("iifname != \"" + OUTSIDE + "\" ip saddr ")
                .append(rule.cidr())
                .append(match)
                .append(" accept\n");
        if (rule.admitsHost()) {
            // What comes in from outside comes through a forward, from a loopback address of the host.
            script.append(prefix)
                    .append("iifname \"" + OUTSIDE + "\"")
                    .append(match)
                    .append(" accept\n");
        }
    }

    private static String match(FirewallRule rule) {
        return switch (rule.protocol()) {
            case "-1" -> "";
            case "tcp", "udp" -> " " + rule.protocol() + " dport " + rule.firstPort() + "-" + rule.lastPort();
            case "icmp" -> icmp(rule);
            case "icmpv6" -> " ip protocol 58";
            default -> " ip protocol " + rule.protocol();
        };
    }

    private static String icmp(FirewallRule rule) {
        if (rule.fromPort() < 0) {
            return " ip protocol icmp";
        }
        String type = " icmp type " + rule.fromPort();
        return rule.toPort() < 0 ? type : type + " icmp code " + rule.toPort();
    }
}
