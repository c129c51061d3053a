package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a set of DHCP options: {@code dopt-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record DhcpOptionsId(String value) implements ResourceId {
    public static final String PREFIX = "dopt";

    public DhcpOptionsId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_DHCP_OPTIONS_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static DhcpOptionsId create() {
        return new DhcpOptionsId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static DhcpOptionsId parse(String value) {
        return new DhcpOptionsId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
