package dev.origami.network;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of IPv4 addresses: its first address and the length of its prefix. */
public record Cidr(Ipv4 first, int prefix) {
    /** All addresses. */
    public static final Cidr EVERYWHERE = new Cidr(new Ipv4(0), 0);

    private static final Pattern FORM = Pattern.compile("([0-9.]+)/(\\d{1,2})");

    /**
     * Reads {@code a.b.c.d/n}; bits below the prefix are cleared, as EC2 does.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public static Cidr parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > Integer.SIZE) {
            throw malformed(text);
        }
        int prefix = Integer.parseInt(matcher.group(2));
        try {
            return new Cidr(new Ipv4(Ipv4.parse(matcher.group(1)).bits() & mask(prefix)), prefix);
        } catch (ApiException e) {
            throw malformed(text);
        }
    }

    public boolean contains(Ipv4 address) {
        return (address.bits() & mask(prefix)) == first.bits();
    }

    /** Whether all addresses of the other are of this one. */
    public boolean contains(Cidr other) {
        return other.prefix >= prefix && contains(other.first);
    }

    /** Whether an address is of both. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** How many addresses it has. */
    public long size() {
        return 1L << (Integer.SIZE - prefix);
    }

    /** The n-th block of a longer prefix within this one. */
    public Cidr part(int index, int longerPrefix) {
        return new Cidr(first.plus((long) index << (Integer.SIZE - longerPrefix)), longerPrefix);
    }

    @Override
    public String toString() {
        return first + "/" + prefix;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (Integer.SIZE - prefix);
    }

    private static ApiException malformed(String text) {
        return new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "CIDR block " + text + " is malformed");
    }
}
