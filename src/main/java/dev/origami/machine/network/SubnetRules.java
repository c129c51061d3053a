package dev.origami.machine.network;

import java.util.Comparator;
import java.util.List;

/**
 * What may leave and enter a subnet, whatever the rules of its guests say.
 *
 * @param subnet its block, such as {@code 172.31.16.0/20}
 * @param ways where packets to and from the outside may go: of those that hold an address the longest decides, and where
 *     none does nothing goes
 * @param resolver whether guests have the resolver
 * @param ingress entries of its network ACL for what comes in from other subnets and from outside, in their order
 * @param egress those for what goes out to them
 */
public record SubnetRules(String subnet, List<Way> ways, boolean resolver, List<Entry> ingress, List<Entry> egress) {
    /** Who comes through a public address is at one of these to the outside, see {@link FirewallRule#admitsHost}. */
    private static final int HOST = Ipv4Cidr.parseAddress("127.0.0.1");

    private static final int TCP = 6;
    private static final int UDP = 17;

    public SubnetRules {
        subnet = Ipv4Cidr.parse(subnet).toString();
        ways = ways.stream()
                .sorted(Comparator.comparingInt(
                        (Way way) -> -Ipv4Cidr.parse(way.destination()).prefixLength()))
                .toList();
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    /**
     * Where some packets to the outside go.
     *
     * @param isOpen whether they get there
     */
    public record Way(String destination, boolean isOpen) {}

    /**
     * Lets some packets through or not. What no entry lets through does not get through.
     *
     * @param protocol its number, -1 for all
     * @param cidr where they come from; going out, where they go
     * @param from of tcp and udp the first port, of icmp the type; -1 for all
     * @param to of tcp and udp the last port, of icmp the code; -1 for all
     */
    public record Entry(boolean allows, int protocol, String cidr, int from, int to) {
        private boolean holds(int port) {
            return from < 0 || (from <= port && port <= to);
        }
    }

    /** Whether who comes through a public address gets to that port. */
    boolean admitsHost(String protocol, int port) {
        int number = protocol.equals("udp") ? UDP : TCP;
        return hasWayToHost()
                && ingress.stream()
                        .filter(entry -> entry.protocol() < 0 || entry.protocol() == number)
                        .filter(entry -> holdsHost(entry.cidr()))
                        .filter(entry -> entry.protocol() < 0 || entry.holds(port))
                        .findFirst()
                        .map(Entry::allows)
                        .orElse(false);
    }

    boolean hasWayToHost() {
        return ways.stream()
                .filter(way -> holdsHost(way.destination()))
                .findFirst()
                .map(Way::isOpen)
                .orElse(false);
    }

    static boolean holdsHost(String cidr) {
        return Ipv4Cidr.parse(cidr).contains(HOST);
    }
}
