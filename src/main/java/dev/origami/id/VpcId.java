package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a virtual private cloud: {@code vpc-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record VpcId(String value) implements ResourceId {
    public static final String PREFIX = "vpc";

    public VpcId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_VPC_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static VpcId create() {
        return new VpcId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static VpcId parse(String value) {
        return new VpcId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
