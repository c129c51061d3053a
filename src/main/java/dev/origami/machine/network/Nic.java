package dev.origami.machine.network;

import java.util.regex.Pattern;

/**
 * The network interface of a machine.
 *
 * @param mac lower case, with colons
 * @param subnetCidr for example {@code 172.31.16.0/20}; holds the private address
 * @param publicIp one of 127.0.0.0/8, at which the host reaches the guest's open ports; empty when there is none
 * @param rules what may pass
 */
public record Nic(String mac, String privateIp, String subnetCidr, String publicIp, FirewallRules rules) {
    private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

    public Nic {
        // A record of a network that was written before it had rules.
        rules = rules == null ? FirewallRules.NONE : rules;
        if (!MAC.matcher(mac).matches()) {
            throw new IllegalArgumentException("not a MAC address: " + mac);
        }
        if (!Ipv4Cidr.parse(subnetCidr).contains(Ipv4Cidr.parseAddress(privateIp))) {
            throw new IllegalArgumentException(privateIp + " is not in " + subnetCidr);
        }
        if (!publicIp.isEmpty() && !Ipv4Cidr.LOOPBACK.contains(Ipv4Cidr.parseAddress(publicIp))) {
            throw new IllegalArgumentException(publicIp + " is not in " + Ipv4Cidr.LOOPBACK);
        }
    }

    /** The same interface under other rules. */
    Nic withRules(FirewallRules others) {
        return new Nic(mac, privateIp, subnetCidr, publicIp, others);
    }

    /** The same interface, reached at another public address; empty for none. */
    public Nic withPublicIp(String address) {
        return new Nic(mac, privateIp, subnetCidr, address, rules);
    }

    /** Whether a machine that has the one can go on with the other: what the guest itself knows is the same. */
    boolean sameAddresses(Nic other) {
        return mac.equals(other.mac) && privateIp.equals(other.privateIp) && subnetCidr.equals(other.subnetCidr);
    }

    Ipv4Cidr subnet() {
        return Ipv4Cidr.parse(subnetCidr);
    }
}
