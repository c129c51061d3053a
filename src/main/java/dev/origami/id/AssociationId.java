package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of the association of an Elastic IP address with a network interface: {@code eipassoc-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record AssociationId(String value) implements ResourceId {
    public static final String PREFIX = "eipassoc";

    public AssociationId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ID);
    }

    /** A new id, never given before. */
    public static AssociationId create() {
        return new AssociationId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static AssociationId parse(String value) {
        return new AssociationId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
