package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a network interface: {@code eni-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record NetworkInterfaceId(String value) implements ResourceId {
    public static final String PREFIX = "eni";

    public NetworkInterfaceId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ID);
    }

    /** A new id, never given before. */
    public static NetworkInterfaceId create() {
        return new NetworkInterfaceId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static NetworkInterfaceId parse(String value) {
        return new NetworkInterfaceId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
