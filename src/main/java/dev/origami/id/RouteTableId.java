package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a route table: {@code rtb-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record RouteTableId(String value) implements ResourceId {
    public static final String PREFIX = "rtb";

    public RouteTableId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ROUTE_TABLE_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static RouteTableId create() {
        return new RouteTableId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static RouteTableId parse(String value) {
        return new RouteTableId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
