package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a subnet: {@code subnet-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record SubnetId(String value) implements ResourceId {
    public static final String PREFIX = "subnet";

    public SubnetId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_SUBNET_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static SubnetId create() {
        return new SubnetId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static SubnetId parse(String value) {
        return new SubnetId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
