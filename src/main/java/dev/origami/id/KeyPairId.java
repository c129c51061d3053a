package dev.origami.id;

import dev.origami.error.ErrorCode;

/** The id of a key pair: {@code key-} and 17 (or, from old days, 8) lower-case hexadecimal digits. */
public record KeyPairId(String value) implements ResourceId {
    public static final String PREFIX = "key";

    public KeyPairId {
        IdForm.require(PREFIX, value, ErrorCode.INVALID_ID);
    }

    /** A new id, never given before. */
    public static KeyPairId create() {
        return new KeyPairId(IdForm.create(PREFIX));
    }

    /** Reads what a client sent; refuses what does not have the form of such an id. */
    public static KeyPairId parse(String value) {
        return new KeyPairId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
