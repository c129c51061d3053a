package dev.origami.machine.network;

/**
 * What may come in, source groups resolved to addresses.
 *
 * @param protocol {@code tcp}, {@code udp}, {@code icmp}, or {@code -1} for all
 * @param fromPort first port; -1 with {@code icmp} or all protocols
 * @param toPort last port
 * @param cidr the sources
 */
public record FirewallRule(String protocol, int fromPort, int toPort, String cidr) {}
