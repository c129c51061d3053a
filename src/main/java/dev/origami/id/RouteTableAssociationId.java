package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of what gives a route table to a subnet or makes it the main one: {@code rtbassoc-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record RouteTableAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "rtbassoc";

    public RouteTableAssociationId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ID);
    }

    /** A new id, never given before. */
    public static RouteTableAssociationId create() {
        return new RouteTableAssociationId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static RouteTableAssociationId parse(String value) {
        return new RouteTableAssociationId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
