package dev.origami.network;

import dev.origami.error.ApiException;
import java.util.regex.Pattern;

/** An IPv4 address, its four bytes in one number. */
public record Ipv4(int bits) {
    private static final int OCTETS = 4;
    private static final int OCTET_MAX = 255;
    private static final Pattern OCTET = Pattern.compile("\\d{1,3}");

    /**
     * Reads four decimal numbers.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public static Ipv4 parse(String text) {
        String[] octets = text.split("\\.", -1);
        int bits = 0;
        boolean ok = octets.length == OCTETS;
        for (int i = 0; ok && i < OCTETS; i++) {
            ok = OCTET.matcher(octets[i]).matches() && Integer.parseInt(octets[i]) <= OCTET_MAX;
            bits = ok ? (bits << Byte.SIZE) | Integer.parseInt(octets[i]) : 0;
        }
        if (!ok) {
            throw ApiException.invalidValue("address", text, "This is not an IPv4 address.");
        }
        return new Ipv4(bits);
    }

    /** The address that many further on. */
    public Ipv4 plus(long count) {
        return new Ipv4((int) (bits + count));
    }

    /** The address as a number that compares as addresses do. */
    public long number() {
        return Integer.toUnsignedLong(bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + ((bits >>> 16) & OCTET_MAX) + "." + ((bits >>> 8) & OCTET_MAX) + "."
                + (bits & OCTET_MAX);
    }
}
