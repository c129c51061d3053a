package dev.origami.machine.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of IPv4 addresses, {@code 172.31.16.0/20}. What does not read as one cannot become one. */
record Ipv4Cidr(int network, int prefixLength) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int BITS = 32;

    /** Where public addresses are, and all who may come to them. */
    static final Ipv4Cidr LOOPBACK = parse("127.0.0.0/8");

    Ipv4Cidr {
        if (prefixLength < 0 || prefixLength > BITS) {
            throw new IllegalArgumentException("a prefix has 0 to 32 bits, not " + prefixLength);
        }
        network &= maskOf(prefixLength);
    }

    /** Reads {@code a.b.c.d/n}; bits behind the prefix are dropped. */
    static Ipv4Cidr parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not an IPv4 block: " + text);
        }
        int address = 0;
        for (int group = 1; group <= 4; group++) {
            int octet = Integer.parseInt(form.group(group));
            if (octet > 0xff) {
                throw new IllegalArgumentException("not an IPv4 block: " + text);
            }
            address = address << 8 | octet;
        }
        return new Ipv4Cidr(address, Integer.parseInt(form.group(5)));
    }

    /** Reads one address, as a number. */
    static int parseAddress(String text) {
        return parse(text + "/32").network;
    }

    static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    boolean contains(int address) {
        return (address & maskOf(prefixLength)) == network;
    }

    /** The address that many places behind the first. */
    String address(int offset) {
        return format(network + offset);
    }

    String mask() {
        return format(maskOf(prefixLength));
    }

    private static int maskOf(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << (BITS - prefixLength);
    }

    @Override
    public String toString() {
        return format(network) + "/" + prefixLength;
    }
}
