package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of an internet gateway: {@code igw-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record InternetGatewayId(String value) implements ResourceId {
    public static final String PREFIX = "igw";

    public InternetGatewayId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_INTERNET_GATEWAY_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static InternetGatewayId create() {
        return new InternetGatewayId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static InternetGatewayId parse(String value) {
        return new InternetGatewayId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
