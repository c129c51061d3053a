package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of an Elastic IP address, which is its allocation to an account: {@code eipalloc-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record AllocationId(String value) implements ResourceId {
    public static final String PREFIX = "eipalloc";

    public AllocationId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ID);
    }

    /** A new id, never given before. */
    public static AllocationId create() {
        return new AllocationId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static AllocationId parse(String value) {
        return new AllocationId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
