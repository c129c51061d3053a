package dev.origami.machine.network;

import java.util.List;

/**
 * What may pass at a network interface; answers to what may always do.
 *
 * @param ingress which connections may come in; empty when none may
 * @param egress which connections the guest may open, the addresses being those that it reaches; empty when none
 */
public record FirewallRules(List<FirewallRule> ingress, List<FirewallRule> egress) {
    public static final FirewallRules NONE = new FirewallRules(List.of(), List.of());

    public FirewallRules {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }
}
