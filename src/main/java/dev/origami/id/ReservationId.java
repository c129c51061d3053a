package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a reservation: the instances of one launch: {@code r-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record ReservationId(String value) implements ResourceId {
    public static final String PREFIX = "r";

    public ReservationId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_RESERVATION_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static ReservationId create() {
        return new ReservationId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static ReservationId parse(String value) {
        return new ReservationId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
