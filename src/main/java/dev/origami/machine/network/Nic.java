package dev.origami.machine.network;

import java.util.List;

/**
 * The network interface of a machine.
 *
 * @param subnetCidr for example {@code 172.31.16.0/20}; holds the private address
 * @param publicIp one of 127.0.0.0/8, at which the host reaches the guest's open ports
 * @param ingress what may come in; empty when nothing may
 * @param allowEgress whether the guest may open connections
 */
public record Nic(
        String mac,
        String privateIp,
        String subnetCidr,
        String publicIp,
        List<FirewallRule> ingress,
        boolean allowEgress) {
    public Nic {
        ingress = List.copyOf(ingress);
    }
}
