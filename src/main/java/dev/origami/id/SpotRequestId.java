package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a Spot Instance request: {@code sir-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record SpotRequestId(String value) implements ResourceId {
    public static final String PREFIX = "sir";

    public SpotRequestId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_SPOT_INSTANCE_REQUEST_ID_MALFORMED);
    }

    /** A new id, never given before. */
    public static SpotRequestId create() {
        return new SpotRequestId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static SpotRequestId parse(String value) {
        return new SpotRequestId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
