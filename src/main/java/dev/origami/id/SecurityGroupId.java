package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a security group: {@code sg-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record SecurityGroupId(String value) implements ResourceId {
    public static final String PREFIX = "sg";

    public SecurityGroupId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_GROUP_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static SecurityGroupId create() {
        return new SecurityGroupId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static SecurityGroupId parse(String value) {
        return new SecurityGroupId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
