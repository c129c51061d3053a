package dev.origami.machine.network;

import dev.origami.config.GuestNetworkLimits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which ports of a guest are to be open at its public address, best known first. Rules may name all 65,536 ports, and a
 * host has not that many listeners to give: a wide range opens only the well-known ports in it.
 */
final class ForwardPlan {
    private static final List<Integer> WELL_KNOWN_TCP = List.of(
            22, 80, 443, 3389, 5985, 5986, 21, 25, 53, 110, 143, 389, 636, 993, 995, 1433, 1521, 2049, 2375, 2376, 3000,
            3306, 4000, 4200, 5000, 5432, 5601, 5672, 5900, 6379, 6443, 8000, 8080, 8081, 8443, 8888, 9000, 9090, 9092,
            9200, 10_250, 11_211, 15_672, 27_017);
    private static final List<Integer> WELL_KNOWN_UDP = List.of(53, 123, 161, 443, 500, 514, 1194, 4500, 51_820);
    private static final int SSH = 22;
    private static final int SSH_INSTEAD = 2_222;
    private static final int FIRST_UNPRIVILEGED = 1_024;
    private static final int PRIVILEGED_INSTEAD = 8_000;

    private ForwardPlan() {}

    /** A port of the guest that shall be open to the host. */
    record GuestPort(String protocol, int port) {}

    /**
     * None without a public address, and none to which the guest's subnet lets nobody. The caller may change the answer.
     *
     * @param subnets what holds in the subnets of the network
     */
    static Set<GuestPort> of(Nic nic, List<SubnetRules> subnets, GuestNetworkLimits limits) {
        Set<GuestPort> ports = of(nic, limits);
        String own = nic.subnet().toString();
        for (SubnetRules rules : subnets) {
            if (rules.subnet().equals(own)) {
                ports.removeIf(port -> !rules.admitsHost(port.protocol(), port.port()));
            }
        }
        return ports;
    }

    static Set<GuestPort> of(Nic nic, GuestNetworkLimits limits) {
        Set<GuestPort> ports = new LinkedHashSet<>();
        if (nic.publicIp().isEmpty()) {
            return ports;
        }
        for (String protocol : List.of("tcp", "udp")) {
            List<FirewallRule> open = nic.rules().ingress().stream()
                    .filter(rule -> rule.allProtocols() || rule.protocol().equals(protocol))
                    .filter(FirewallRule::admitsHost)
                    .toList();
            List<Integer> known = protocol.equals("tcp") ? WELL_KNOWN_TCP : WELL_KNOWN_UDP;
            // A port that a rule names comes before those that are only known.
            addNarrow(ports, protocol, open, limits.portsOfRange());
            for (int port : known) {
                if (open.stream().anyMatch(rule -> rule.firstPort() <= port && port <= rule.lastPort())) {
                    ports.add(new GuestPort(protocol, port));
                }
            }
        }
        return new LinkedHashSet<>(ports.stream().limit(limits.forwards()).toList());
    }

    private static void addNarrow(Set<GuestPort> ports, String protocol, List<FirewallRule> open, int widest) {
        for (FirewallRule rule : open) {
            if (rule.lastPort() - rule.firstPort() < widest) {
                for (int port = Math.max(1, rule.firstPort()); port <= rule.lastPort(); port++) {
                    ports.add(new GuestPort(protocol, port));
                }
            }
        }
    }

    /** Ports of the host to try for a port of a guest, in this order. */
    static List<Integer> hostPorts(int guestPort) {
        List<Integer> candidates = new ArrayList<>(List.of(guestPort));
        if (guestPort == SSH) {
            candidates.add(SSH_INSTEAD);
        } else if (guestPort < FIRST_UNPRIVILEGED) {
            candidates.add(PRIVILEGED_INSTEAD + guestPort);
        }
        return candidates;
    }
}
