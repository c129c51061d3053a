package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of an instance: {@code i-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record InstanceId(String value) implements ResourceId {
    public static final String PREFIX = "i";

    public InstanceId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_INSTANCE_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static InstanceId create() {
        return new InstanceId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static InstanceId parse(String value) {
        return new InstanceId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
