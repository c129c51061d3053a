package dev.origami.machine.network;

import java.util.regex.Pattern;

/**
 * What may come in or go out, groups resolved to addresses.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code icmp}, {@code -1} for all, {@code icmpv6}, or the number of
 *     another protocol
 * @param fromPort first port; with {@code icmp} the type, -1 for all types
 * @param toPort last port; with {@code icmp} the code, -1 for all codes
 * @param cidr the addresses at the other end, an IPv4 block such as {@code 0.0.0.0/0}
 */
public record FirewallRule(String protocol, int fromPort, int toPort, String cidr) {
    private static final Pattern PROTOCOL = Pattern.compile("tcp|udp|icmp|icmpv6|-1|[0-9]{1,3}");
    private static final int LAST_PORT = 65_535;
    private static final int LAST_PROTOCOL = 255;

    /** All that there is. */
    public static final FirewallRule EVERYTHING = new FirewallRule("-1", -1, -1, "0.0.0.0/0");

    public FirewallRule {
        if (!PROTOCOL.matcher(protocol).matches()) {
            throw new IllegalArgumentException("not a protocol: " + protocol);
        }
        if (Character.isDigit(protocol.charAt(0)) && Integer.parseInt(protocol) > LAST_PROTOCOL) {
            throw new IllegalArgumentException("not a protocol: " + protocol);
        }
        boolean ports = protocol.equals("tcp") || protocol.equals("udp");
        if (ports && toPort < fromPort) {
            throw new IllegalArgumentException("not a range of ports: " + fromPort + " to " + toPort);
        }
        if (Math.max(fromPort, toPort) > LAST_PORT || Math.min(fromPort, toPort) < -1) {
            throw new IllegalArgumentException("not ports: " + fromPort + " to " + toPort);
        }
        cidr = Ipv4Cidr.parse(cidr).toString();
    }

    boolean allProtocols() {
        return protocol.equals("-1");
    }

    /** The first port of a rule that names ports; one for all of them may say -1. */
    int firstPort() {
        return allProtocols() || fromPort < 0 ? 0 : fromPort;
    }

    int lastPort() {
        return allProtocols() || fromPort < 0 ? LAST_PORT : toPort;
    }

    /**
     * Whether who comes through a public address may enter. Such addresses are loopback addresses of the host, so all
     * who come that way come from 127.0.0.1.
     */
    boolean admitsHost() {
        return Ipv4Cidr.parse(cidr).contains(Ipv4Cidr.parseAddress("127.0.0.1"));
    }
}
