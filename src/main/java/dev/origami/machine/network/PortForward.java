package dev.origami.machine.network;

/**
 * A port of the host that leads to a port of a guest.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param publicIp where the host listens, one of 127.0.0.0/8
 * @param hostPort the guest's own where it could be had; else 2222 for 22, and 8000 more for others below 1024
 */
public record PortForward(String protocol, String publicIp, int hostPort, int guestPort) {}
